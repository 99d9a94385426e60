#include "core/reconcile/slurm/budget.h"

#include <gtest/gtest.h>

namespace tollgate::reconcile {
namespace {

const Instant kNovember = instant_from_rfc3339("2026-11-22T10:00:00Z").value();
const Instant kDecember = instant_from_rfc3339("2026-12-01T00:00:00Z").value();

TEST(Budget, OfANewAccountCountsFromZero) { EXPECT_EQ(budget_period(600, 0, {}, {}, kNovember), (BudgetPeriod{"2026-11", 0})); }

TEST(Budget, OfAnAdoptedAccountCountsFromItsUsage) {
  EXPECT_EQ(budget_period(600, 250, {}, {}, kNovember), (BudgetPeriod{"2026-11", 250}));
  EXPECT_EQ(budget_period(600, 250, Limit{10}, {}, kNovember), (BudgetPeriod{"2026-11", 250}));
}

TEST(Budget, KeepsItsStartWithinThePeriod) {
  EXPECT_EQ(budget_period(600, 900, Limit{700}, BudgetPeriod{"2026-11", 100}, kNovember), (BudgetPeriod{"2026-11", 100}));
}

TEST(Budget, BeginsAgainWithTheMonth) {
  EXPECT_EQ(budget_period(600, 650, Limit{700}, BudgetPeriod{"2026-11", 100}, kDecember), (BudgetPeriod{"2026-12", 650}));
}

TEST(Budget, IsNotGrantedTwiceWhenTheRecordIsLost) {
  EXPECT_EQ(budget_period(600, 650, Limit{700}, {}, kNovember), (BudgetPeriod{"2026-11", 100}));
}

TEST(Budget, FollowsAMeterThatWasSetBack) {
  EXPECT_EQ(budget_period(600, 5, Limit{700}, BudgetPeriod{"2026-11", 100}, kNovember), (BudgetPeriod{"2026-11", 5}));
}

TEST(Budget, CannotBeKeptWhereUsageShrinksOrJobsOvershoot) {
  const SlurmFacts good{.cluster = "lab", .enforced = {"associations", "limits", "safe"}};
  EXPECT_EQ(cannot_keep_budgets(good), std::nullopt);

  SlurmFacts decays = good;
  decays.decay_half_life = "7-00:00:00";
  EXPECT_EQ(cannot_keep_budgets(decays), "usage decays (PriorityDecayHalfLife=7-00:00:00); it must be 0");
  SlurmFacts resets = good;
  resets.usage_reset = "MONTHLY";
  EXPECT_EQ(cannot_keep_budgets(resets), "usage is reset (PriorityUsageResetPeriod=MONTHLY); it must be NONE");
  SlurmFacts unsafe = good;
  unsafe.enforced.erase("safe");
  EXPECT_EQ(cannot_keep_budgets(unsafe), "jobs may start that the budget cannot finish; AccountingStorageEnforce needs \"safe\"");
}

}  // namespace
}  // namespace tollgate::reconcile
