#include "core/quota/team_quota.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/quota_builders.h"

namespace tollgate::quota {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::operator""_gpu;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Holding holding(const std::string& team, const std::string& name, GpuUnits gpus, std::optional<Instant> ends = std::nullopt) {
  return {team, team, name, "alice", "training", gpus, ends};
}

TeamQuota quota_of(const std::string& team, const Ledger& ledger, const std::vector<Holding>& holdings = {}) {
  const std::vector<TeamQuota> all = team_quotas(ledger, {.held = holdings, .waiting = {}}).value();
  const auto found = std::ranges::find(all, team, &TeamQuota::team);
  EXPECT_NE(found, all.end());
  return *found;
}

constexpr Instant kNoon{std::chrono::hours{12}};

TEST(TeamQuota, SaysWhatIsUsedPromisedAndFree) {
  const Ledger ledger = a_tree()
                            .root("research", 128_gpu)
                            .team("vision", 64_gpu, 48_gpu)
                            .uses("vision", 56_gpu)
                            .holds(a_pod_charge().of("vision").gpus(4))
                            .ledger();
  const TeamQuota quota = quota_of("vision", ledger);
  EXPECT_EQ(quota.parent, "research");
  EXPECT_EQ(quota.root, "research");
  EXPECT_EQ(quota.used, 60_gpu);
  EXPECT_EQ(quota.reserved, 4_gpu);
  EXPECT_EQ(quota.limit, 64_gpu);
  EXPECT_EQ(quota.guaranteed, 48_gpu);
  EXPECT_EQ(quota.free, 4_gpu);
  EXPECT_FALSE(quota.over_limit);
  const TeamQuota root = quota_of("research", ledger);
  EXPECT_EQ(root.used, 60_gpu);
  EXPECT_THAT(root.teams, ElementsAre(Portion{"vision", 60_gpu, 64_gpu}));
}

TEST(TeamQuota, IsFreeOnlyAsFarAsTheTeamsAboveAndBesideLeaveIt) {
  const auto tree = [] {
    return a_tree().root("research", 64_gpu).team("vision", 64_gpu, 48_gpu).team("speech", 64_gpu).uses("speech", 8_gpu);
  };
  EXPECT_EQ(quota_of("speech", tree().ledger()).free, 8_gpu) << "48 of the 56 are vision's";
  EXPECT_EQ(quota_of("vision", tree().ledger()).free, 56_gpu);
  EXPECT_EQ(quota_of("research", tree().ledger()).free, 56_gpu);
  EXPECT_EQ(quota_of("speech", tree().uses("vision", 60_gpu).ledger()).free, 0_gpu) << "over the root's limit";
  Ledger frozen = tree().ledger();
  frozen.spec.frozen = true;
  EXPECT_EQ(quota_of("vision", frozen).free, 0_gpu);
}

TEST(TeamQuota, ShowsUsersModelsAndJobTypesTheLargestFirst) {
  const TeamQuota quota = quota_of("research", a_tree()
                                                   .root("research", 64_gpu)
                                                   .per_user(16_gpu)
                                                   .by_job_type("training", 48_gpu)
                                                   .by_job_type("inference", 32_gpu)
                                                   .by_model("h100-80gb", 40_gpu)
                                                   .holds(a_pod_charge().of("research").by("bob").gpus(4))
                                                   .holds(a_pod_charge().of("research").by("alice").gpus(8))
                                                   .holds(a_pod_charge().of("research").by("carol").migs(2).pool("spot"))
                                                   .ledger());
  const GpuUnits slices = GpuUnits::parse("2/7").value();
  EXPECT_THAT(quota.by_user,
              ElementsAre(Portion{"alice", 8_gpu, 16_gpu}, Portion{"bob", 4_gpu, 16_gpu}, Portion{"carol", slices, 16_gpu}));
  EXPECT_THAT(quota.by_job_type, ElementsAre(Portion{"training", 12_gpu + slices, 48_gpu}, Portion{"inference", {}, 32_gpu}));
  EXPECT_THAT(quota.by_model, ElementsAre(Portion{"h100-80gb", 12_gpu, 40_gpu}, Portion{"a100-40gb", slices, std::nullopt}));
}

TEST(TeamQuota, SaysThatALimitWasLoweredBelowWhatIsHeld) {
  EXPECT_TRUE(quota_of("research", a_tree().root("research", 64_gpu).uses("research", 65_gpu).ledger()).over_limit);
  EXPECT_TRUE(
      quota_of("research", a_tree().root("research", 64_gpu).per_user(4_gpu).uses("research", 5_gpu).ledger()).over_limit);
  EXPECT_FALSE(quota_of("research", a_tree().root("research", 64_gpu).uses("research", 64_gpu).ledger()).over_limit);
}

TEST(TeamQuota, NamesTheLargestHoldersOfTheTeamItself) {
  const Ledger ledger = a_tree().root("research", 128_gpu).team("vision", 64_gpu).team("speech", 64_gpu).ledger();
  std::vector<Holding> holdings = {holding("vision", "small", 1_gpu), holding("vision", "large", 16_gpu, kNoon),
                                   holding("speech", "other", 32_gpu)};
  EXPECT_THAT(quota_of("vision", ledger, holdings).holders, ElementsAre(holdings[1], holdings[0]));
  EXPECT_THAT(quota_of("research", ledger, holdings).holders, IsEmpty()) << "those of teams below are theirs to see";
  for (int i = 0; i < 20; ++i) holdings.push_back(holding("vision", "more-" + std::to_string(i), 2_gpu));
  EXPECT_THAT(quota_of("vision", ledger, holdings).holders, SizeIs(kMostHolders));
}

TEST(TeamQuota, KnowsWhatComesBackWhen) {
  const Ledger ledger = a_tree().root("research", 128_gpu).team("vision", 64_gpu).team("speech", 64_gpu).ledger();
  const std::vector<Holding> holdings = {holding("vision", "late", 8_gpu, kNoon + minutes{30}),
                                         holding("vision", "soon", 4_gpu, kNoon - seconds{1}),
                                         holding("speech", "other", 2_gpu, kNoon), holding("speech", "who-knows", 32_gpu)};
  EXPECT_THAT(quota_of("vision", ledger, holdings).returning,
              ElementsAre(Return{kNoon, 4_gpu}, Return{kNoon + minutes{30}, 8_gpu}));
  EXPECT_THAT(quota_of("research", ledger, holdings).returning,
              ElementsAre(Return{kNoon, 6_gpu}, Return{kNoon + minutes{30}, 8_gpu}));
}

TEST(TeamQuota, CountsThePodsThatWaitForItWithThoseBelow) {
  const Ledger ledger = a_tree().root("research", 128_gpu).team("vision", 64_gpu).team("speech", 64_gpu).ledger();
  const auto quotas = team_quotas(ledger, {.held = {}, .waiting = {{"speech", 1}, {"vision", 2}, {"nobodys", 4}}}).value();
  EXPECT_EQ(quotas[0].waiting, 3);
  EXPECT_EQ(quotas[1].waiting, 2);
  EXPECT_EQ(quotas[2].waiting, 1);
}

TEST(TeamQuota, WaitsForTheFirstCount) {
  Ledger ledger = a_tree().root("research", 8_gpu).ledger();
  ledger.status.initialized = false;
  EXPECT_EQ(team_quotas(ledger, {}).error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace tollgate::quota
