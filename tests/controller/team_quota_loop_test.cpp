#include "controller/team_quota_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/quota_store/memory.h"
#include "adapters/quota_store/memory_team_quotas.h"
#include "core/policy/gpu/ledger_specs.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/memory_pods.h"
#include "tests/fakes/memory_quota_access.h"
#include "tests/fakes/recording_log.h"

namespace tollgate::controller {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Leading final : public LeaderLock {
 public:
  void lead(std::stop_token, const Work&) override {}
  bool is_leading() const override { return leads; }
  bool leads = true;
};

std::shared_ptr<const policy::Site> a_site() {
  policy::Team research;
  research.name = "research";
  research.quota.emplace().gpus = model::GpuUnits::gpus(64);
  policy::Team vision;
  vision.name = "vision";
  vision.parent = "research";
  vision.member_groups = {"oidc:vision"};
  policy::Site site;
  site.teams = {research, vision};
  return std::make_shared<const policy::Site>(std::move(site));
}

struct ATeamQuotaLoop {
  ATeamQuotaLoop() {
    ledgers.put_specs(policy::ledger_specs(*site.current()));
    pods.listed();
  }

  Published<policy::Site> site{a_site()};
  fakes::FakeClock clock;
  quota_store::Memory ledgers{clock, {.reservation_ttl = std::chrono::seconds{90}}};
  fakes::MemoryPods pods;
  quota_store::MemoryTeamQuotas shown;
  fakes::MemoryQuotaAccess access;
  Leading leader;
  fakes::RecordingLog log;
  TeamQuotaLoop loop{{site, ledgers, pods, shown, access, leader, clock, log}};
};

TEST(TeamQuotaLoop, ShowsTheTeamsOfEveryTreeWithAQuota) {
  ATeamQuotaLoop here;
  EXPECT_EQ(here.loop.show(), Pass::kDone);
  ASSERT_NE(here.shown.find("vision"), nullptr);
  EXPECT_EQ(here.shown.find("vision")->free, model::GpuUnits::gpus(64));
  EXPECT_NE(here.shown.find("research"), nullptr);
}

TEST(TeamQuotaLoop, LetsTheMembersIn) {
  ATeamQuotaLoop here;
  EXPECT_EQ(here.loop.let_in(), Pass::kDone);
  EXPECT_THAT(*here.access.list(), ElementsAre(reconcile::QuotaReaders{"vision", {}, {"oidc:vision"}}));
}

TEST(TeamQuotaLoop, WritesNothingWhileAnotherLeads) {
  ATeamQuotaLoop here;
  here.leader.leads = false;
  EXPECT_EQ(here.loop.show(), Pass::kFailed);
  EXPECT_EQ(here.loop.let_in(), Pass::kFailed);
  EXPECT_THAT(*here.shown.list(), IsEmpty());
  EXPECT_THAT(*here.access.list(), IsEmpty());
}

TEST(TeamQuotaLoop, SaysOnceWhatLasts) {
  ATeamQuotaLoop here;
  here.access.go_away();
  EXPECT_EQ(here.loop.let_in(), Pass::kFailed);
  EXPECT_EQ(here.loop.let_in(), Pass::kFailed);
  EXPECT_EQ(here.log.count("who may see the teams' quotas differs problem=nobody answers"), 1U);
}

}  // namespace
}  // namespace tollgate::controller
