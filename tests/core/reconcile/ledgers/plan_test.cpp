#include "core/reconcile/ledgers/plan.h"

#include <gmock/gmock.h>

#include "tests/fakes/quota_builders.h"

namespace tollgate::reconcile {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::operator""_gpu;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = LedgerAction::Kind;

constexpr const char* kDigest = "sha256:now";

quota::LedgerSpec tree(const std::string& root, const std::vector<std::string>& children = {}) {
  auto built = a_tree().root(root, 64_gpu);
  for (const std::string& child : children) built = std::move(built).team(child, 8_gpu);
  quota::LedgerSpec spec = built.ledger().spec;
  spec.policy_digest = kDigest;
  return spec;
}

// As it stands when all is done: counted by the spec it has.
ObservedLedger settled(const std::string& root, quota::LedgerSpec spec) {
  ObservedLedger seen;
  seen.ledger.root = root;
  seen.ledger.version = "7";
  seen.ledger.generation = seen.ledger.status.observed_generation = 1;
  seen.ledger.status.initialized = true;
  seen.ledger.spec = std::move(spec);
  return seen;
}

DesiredLedgers desired(std::vector<quota::LedgerSpec> specs) {
  DesiredLedgers desired{.specs = {}, .digest = kDigest};
  for (quota::LedgerSpec& spec : specs) {
    const std::string root = spec.teams.front().name;
    desired.specs.emplace(root, std::move(spec));
  }
  return desired;
}

quota::LedgerSpec frozen(quota::LedgerSpec spec) {
  spec.frozen = true;
  return spec;
}

TEST(PlanLedgers, MakesWhatIsMissing) {
  const LedgerPlan plan = plan_ledgers(desired({tree("research")}), {});
  ASSERT_THAT(plan.actions, SizeIs(1));
  EXPECT_EQ(plan.actions[0].kind, Kind::kCreate);
  EXPECT_EQ(plan.actions[0].spec, tree("research"));
  EXPECT_EQ(describe(plan.actions[0]), "quota ledger research: created");
}

TEST(PlanLedgers, HasNothingToDoWhenAllIsRight) {
  const std::vector observed{settled("research", tree("research", {"vision"}))};
  EXPECT_TRUE(plan_ledgers(desired({tree("research", {"vision"})}), observed).is_settled());
}

TEST(PlanLedgers, WritesNewLimitsAtOnce) {
  quota::LedgerSpec lower = tree("research");
  lower.teams[0].gpus = 4_gpu;
  lower.policy_digest = kDigest;
  quota::LedgerSpec old = tree("research");
  old.policy_digest = "sha256:before";
  const std::vector observed{settled("research", old)};
  const LedgerPlan plan = plan_ledgers(desired({lower}), observed);
  ASSERT_THAT(plan.actions, SizeIs(1));
  EXPECT_EQ(plan.actions[0].spec, lower);
  EXPECT_FALSE(plan.actions[0].spec.frozen);
  EXPECT_FALSE(plan.actions[0].repairs);
}

TEST(PlanLedgers, SaysThatSomebodyEditedTheLimits) {
  quota::LedgerSpec edited = tree("research");
  edited.teams[0].gpus = 9999_gpu;
  const std::vector observed{settled("research", edited)};
  const LedgerPlan plan = plan_ledgers(desired({tree("research")}), observed);
  ASSERT_THAT(plan.actions, SizeIs(1));
  EXPECT_TRUE(plan.actions[0].repairs);
}

TEST(PlanLedgers, TakesHoldOfALedgerAgain) {
  std::vector observed{settled("research", tree("research"))};
  observed[0].held = false;
  const LedgerPlan plan = plan_ledgers(desired({tree("research")}), observed);
  ASSERT_THAT(plan.actions, SizeIs(1));
  EXPECT_TRUE(plan.actions[0].repairs);
}

TEST(PlanLedgers, FreezesALedgerUntilItsPodsAreCountedByOtherWeights) {
  quota::LedgerSpec other = tree("research");
  other.weights[0].gpus = 2_gpu;
  std::vector observed{settled("research", tree("research"))};
  ASSERT_THAT(plan_ledgers(desired({other}), observed).actions, SizeIs(1));
  EXPECT_EQ(plan_ledgers(desired({other}), observed).actions[0].spec, frozen(other));

  observed[0].ledger.spec = frozen(other);
  observed[0].ledger.generation = 2;
  const LedgerPlan uncounted = plan_ledgers(desired({other}), observed);
  EXPECT_THAT(uncounted.actions, IsEmpty());
  EXPECT_THAT(uncounted.waiting, ElementsAre(HasSubstr("its pods are being counted")));

  observed[0].ledger.status.observed_generation = 2;
  ASSERT_THAT(plan_ledgers(desired({other}), observed).actions, SizeIs(1));
  EXPECT_EQ(plan_ledgers(desired({other}), observed).actions[0].spec, other);
}

// Only what was counted by the policy of today may grant by it.
TEST(PlanLedgers, KeepsAFrozenLedgerFrozenUntilItIsCountedByTheNewestPolicy) {
  quota::LedgerSpec old = frozen(tree("research"));
  old.policy_digest = "sha256:before";
  const std::vector observed{settled("research", old)};
  ASSERT_THAT(plan_ledgers(desired({tree("research")}), observed).actions, SizeIs(1));
  EXPECT_EQ(plan_ledgers(desired({tree("research")}), observed).actions[0].spec, frozen(tree("research")));
}

TEST(PlanLedgers, LeavesWhatANewerOneWrote) {
  std::vector observed{settled("research", {}), settled("other", tree("other"))};
  observed[0].newer = "format 2";
  const LedgerPlan plan = plan_ledgers(desired({tree("research"), tree("other", {"child"})}), observed);
  EXPECT_THAT(plan.alarms, ElementsAre("quota ledger research is left alone: format 2"));
  ASSERT_THAT(plan.actions, SizeIs(1));
  EXPECT_EQ(plan.actions[0].root, "other");
}

TEST(PlanLedgers, MakeAnewWhatCannotBeRead) {
  std::vector observed{settled("research", {})};
  observed[0].broken = "status.cells[0].k: there are only 0 keys";
  const LedgerPlan plan = plan_ledgers(desired({tree("research")}), observed);
  EXPECT_THAT(plan.alarms, SizeIs(1));
  ASSERT_THAT(plan.actions, SizeIs(1));
  EXPECT_EQ(plan.actions[0].kind, Kind::kRemove);
}

TEST(PlanLedgers, MakeADeletedOneAnewWhenItsPromisesHaveEnded) {
  std::vector observed{settled("research", tree("research"))};
  observed[0].deleting = true;
  observed[0].ledger.status.reservations.push_back({a_pod_charge().of("research").gpus(1), 0});
  const LedgerPlan first = plan_ledgers(desired({tree("research")}), observed);
  EXPECT_THAT(first.alarms, SizeIs(1));
  ASSERT_THAT(first.actions, SizeIs(1));
  EXPECT_EQ(first.actions[0].spec, frozen(tree("research")));
  EXPECT_FALSE(first.actions[0].repairs);

  observed[0].ledger.spec.frozen = true;
  EXPECT_THAT(plan_ledgers(desired({tree("research")}), observed).actions, IsEmpty());
  observed[0].ledger.status.reservations.clear();
  const LedgerPlan last = plan_ledgers(desired({tree("research")}), observed);
  ASSERT_THAT(last.actions, SizeIs(1));
  EXPECT_EQ(last.actions[0].kind, Kind::kRemove);
}

TEST(PlanLedgers, RemoveOneThatIsNotInThePolicyOnlyWhenItIsEmptyAndClosed) {
  std::vector observed{settled("old", tree("old"))};
  observed[0].ledger.status.reservations.push_back({a_pod_charge().of("old").gpus(1), 0});
  const LedgerPlan first = plan_ledgers(desired({}), observed);
  ASSERT_THAT(first.actions, SizeIs(1));
  EXPECT_EQ(first.actions[0].spec, frozen(tree("old")));

  observed[0].ledger.spec.frozen = true;
  observed[0].ledger.generation = 2;
  EXPECT_THAT(plan_ledgers(desired({}), observed).actions, IsEmpty()) << "not counted since";
  observed[0].ledger.status.observed_generation = 2;
  EXPECT_THAT(plan_ledgers(desired({}), observed).actions, IsEmpty()) << "a promise is left";
  EXPECT_THAT(plan_ledgers(desired({}), observed).waiting, SizeIs(1));
  observed[0].ledger.status.reservations.clear();
  ASSERT_THAT(plan_ledgers(desired({}), observed).actions, SizeIs(1));
  EXPECT_EQ(plan_ledgers(desired({}), observed).actions[0].kind, Kind::kRemove);
}

// Team vision moves from research to labs.
class MovedTeam : public testing::Test {
 protected:
  LedgerPlan plan() const { return plan_ledgers(desired({tree("research"), tree("labs", {"vision"})}), observed_); }

  std::vector<ObservedLedger> observed_{settled("research", tree("research", {"vision"})), settled("labs", tree("labs"))};
};

TEST_F(MovedTeam, FreezesBothLedgers) {
  const LedgerPlan first = plan();
  ASSERT_THAT(first.actions, SizeIs(2));
  EXPECT_EQ(first.actions[0].spec, frozen(tree("research")));
  EXPECT_EQ(first.actions[1].spec, frozen(tree("labs", {"vision"})));
}

TEST_F(MovedTeam, KeepsTheNewHomeFrozenWhileTheOldOneHasTheTeam) {
  observed_[1] = settled("labs", frozen(tree("labs", {"vision"})));
  const LedgerPlan second = plan();
  ASSERT_THAT(second.actions, SizeIs(1));
  EXPECT_EQ(second.actions[0].root, "research");
  EXPECT_THAT(second.waiting, testing::Contains(HasSubstr("team vision moves here from research")));
}

TEST_F(MovedTeam, KeepsBothFrozenWhileTheOldHomeHasPromisesOfTheTeam) {
  observed_[0] = settled("research", frozen(tree("research")));
  observed_[0].ledger.status.reservations.push_back({a_pod_charge().of("vision").gpus(1), 0});
  observed_[1] = settled("labs", frozen(tree("labs", {"vision"})));
  EXPECT_THAT(plan().actions, IsEmpty());
  EXPECT_THAT(plan().waiting, SizeIs(2));
  observed_[0].ledger.status.reservations.clear();
  EXPECT_THAT(plan().actions, SizeIs(2)) << "both may grant again";
}

TEST_F(MovedTeam, MakesANewHomeFrozen) {
  observed_.pop_back();
  const LedgerPlan first = plan();
  ASSERT_THAT(first.actions, SizeIs(2));
  EXPECT_EQ(first.actions[1].kind, Kind::kCreate);
  EXPECT_TRUE(first.actions[1].spec.frozen);
}

}  // namespace
}  // namespace tollgate::reconcile
