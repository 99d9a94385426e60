#include "app/reconcile/publish_team_quotas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/quota_store/memory.h"
#include "adapters/quota_store/memory_team_quotas.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/memory_pods.h"
#include "tests/fakes/quota_builders.h"

namespace tollgate::reconcile {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::operator""_gpu;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// What is shown, by somebody who can be away.
class Board final : public TeamQuotas {
 public:
  Result<std::vector<quota::TeamQuota>> list() override {
    return away ? Result<std::vector<quota::TeamQuota>>{kAway} : kept.list();
  }
  Result<void> write(const quota::TeamQuota& quota) override { return away ? Result<void>{kAway} : kept.write(quota); }
  Result<void> remove(const std::string& team) override { return away ? Result<void>{kAway} : kept.remove(team); }

  quota_store::MemoryTeamQuotas kept;
  bool away = false;

 private:
  const Error kAway{ErrorCode::kUnavailable, "nobody answers"};
};

class Publishing : public testing::Test {
 protected:
  Publishing() {
    put_specs();
    pods_.listed();
  }

  void put_specs() { ledgers_.put_specs(specs_); }
  PublishTeamQuotas::Outcome pass() { return publish_.pass({"research"}); }
  std::shared_ptr<const quota::TeamQuota> shown(const std::string& team) const { return board_.kept.find(team); }

  fakes::FakeClock clock_;
  fakes::MemoryPods pods_;
  Board board_;
  quota_store::Memory ledgers_{clock_, {.reservation_ttl = std::chrono::seconds{90}}};
  quota_store::Memory::Specs specs_{{"research", a_tree().root("research", 128_gpu).team("vision", 64_gpu).ledger().spec}};
  PublishTeamQuotas publish_{{ledgers_, pods_, board_, clock_}};
};

TEST_F(Publishing, ShowsEveryTeamOfTheLedger) {
  EXPECT_EQ(pass().written, 2);
  ASSERT_NE(shown("vision"), nullptr);
  EXPECT_EQ(shown("vision")->limit, 64_gpu);
  EXPECT_EQ(shown("research")->teams.size(), 1U);
}

TEST_F(Publishing, WaitsUntilThePodsWereListed) {
  fakes::MemoryPods unknown;
  ASSERT_TRUE(board_.kept.write({.team = "vision", .root = "research"}));
  PublishTeamQuotas early{{ledgers_, unknown, board_, clock_}};
  const auto outcome = early.pass({"research"});
  EXPECT_EQ(outcome.written + outcome.removed, 0);
  unknown.listed();
  EXPECT_EQ(early.pass({"research"}).written, 2);
}

TEST_F(Publishing, WritesNothingThatIsShownAlready) {
  pass();
  EXPECT_EQ(pass().written, 0);
  clock_.advance(std::chrono::minutes{1});
  EXPECT_EQ(pass().written, 0) << "looked at anew";
  PublishTeamQuotas next_leader{{ledgers_, pods_, board_, clock_}};
  EXPECT_EQ(next_leader.pass({"research"}).written, 0);
}

TEST_F(Publishing, WritesWhatHasChanged) {
  pass();
  const quota::Charge pod = a_pod_charge().of("vision").gpus(8).named("vision/train");
  pods_.show("research", pod);
  EXPECT_EQ(pass().written, 1) << "the pod is not counted yet, but it holds";
  EXPECT_EQ(shown("vision")->holders.at(0).name, "train");
  quota::Ledger ledger = *ledgers_.cached("research");
  ledger.status.cells = pod.cells;
  ASSERT_TRUE(ledgers_.replace(ledger, {}));
  EXPECT_EQ(pass().written, 2);
  EXPECT_EQ(shown("vision")->used, 8_gpu);
}

TEST_F(Publishing, RemovesATeamThatIsGone) {
  pass();
  specs_["research"] = a_tree().root("research", 128_gpu).ledger().spec;
  put_specs();
  EXPECT_EQ(pass().removed, 1);
  EXPECT_EQ(shown("vision"), nullptr);
}

TEST_F(Publishing, RemovesNothingBeforeEveryLedgerWasSeen) {
  ASSERT_TRUE(board_.kept.write({.team = "search", .root = "products"}));
  EXPECT_EQ(publish_.pass({"research", "products"}).removed, 0);
  EXPECT_NE(shown("search"), nullptr);
  EXPECT_EQ(publish_.pass({"research"}).removed, 1);
}

TEST_F(Publishing, RepairsWhatSomebodyHasChanged) {
  pass();
  ASSERT_TRUE(board_.kept.write({.team = "vision", .used = 1_gpu}));
  ASSERT_TRUE(board_.kept.remove("research"));
  EXPECT_EQ(pass().written, 0) << "not looked at yet";
  clock_.advance(std::chrono::minutes{1});
  EXPECT_EQ(pass().written, 2);
}

TEST_F(Publishing, TriesAgainWhatFailed) {
  board_.away = true;
  EXPECT_THAT(pass().failures, ElementsAre(HasSubstr("nobody answers")));
  board_.away = false;
  EXPECT_EQ(pass().written, 2);
  pods_.show("research", a_pod_charge().of("vision").gpus(8));
  board_.away = true;
  EXPECT_THAT(pass().failures, ElementsAre("writing the quota of vision: nobody answers"));
  board_.away = false;
  const auto outcome = pass();
  EXPECT_EQ(outcome.written, 1);
  EXPECT_THAT(outcome.failures, IsEmpty());
}

}  // namespace
}  // namespace tollgate::reconcile
