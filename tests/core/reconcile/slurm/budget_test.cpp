#include "core/reconcile/slurm/budget.h"

#include <gtest/gtest.h>

namespace tollgate::reconcile {
namespace {

const Instant kNovember = instant_from_rfc3339("2026-11-22T10:00:00Z").value();
const Instant kDecember = instant_from_rfc3339("2026-12-01T00:00:00Z").value();

money::PriceBook a_book(std::vector<money::Price> prices) { return {.currency = "USD", .prices = std::move(prices)}; }

money::Price a_price(std::string_view amount, std::string_view from, std::optional<std::string_view> to = {}) {
  money::Price price{.model = "h100", .on_demand = money::Money::parse(amount).value(), .from = day_from_text(from).value()};
  if (to) price.to = day_from_text(*to).value();
  return price;
}

policy::Budget a_budget(std::optional<std::string_view> amount, std::optional<std::int64_t> hours) {
  policy::Budget budget;
  if (amount) budget.amount = money::Money::parse(*amount).value();
  budget.gpu_hours = hours;
  return budget;
}

TEST(BudgetMinutes, AreTheLessOfMoneyAndHours) {
  const auto book = a_book({a_price("9.00", "2026-01-01")});

  EXPECT_EQ(budget_minutes(a_budget({}, {}), book, kNovember), Limit{});
  EXPECT_EQ(budget_minutes(a_budget({}, 100), book, kNovember), Limit{6000});
  EXPECT_EQ(budget_minutes(a_budget("900", {}), book, kNovember), Limit{6000});
  EXPECT_EQ(budget_minutes(a_budget("900", 99), book, kNovember), Limit{5940});
  EXPECT_EQ(budget_minutes(a_budget("899.99", 100), book, kNovember), Limit{5999});
  EXPECT_EQ(budget_minutes(a_budget("0", 100), book, kNovember), Limit{0});
}

TEST(BudgetMinutes, AreCountedExactlyAndAtMostSixtyBillion) {
  EXPECT_EQ(budget_minutes(a_budget("1", {}), a_book({a_price("0.7", "2026-01-01")}), kNovember), Limit{85});
  EXPECT_EQ(budget_minutes(a_budget("1000000000000", {}), a_book({a_price("0.000001", "2026-01-01")}), kNovember),
            Limit{60'000'000'000});
}

TEST(BudgetMinutes, FollowTheDearestPriceOfTheMonth) {
  const auto book =
      a_book({a_price("6", "2026-01-01", "2026-11-30"), a_price("9", "2026-11-30", "2026-12-01"), a_price("3", "2026-12-01")});

  EXPECT_EQ(budget_minutes(a_budget("900", {}), book, kNovember), Limit{6000});
  EXPECT_EQ(budget_minutes(a_budget("900", {}), book, kDecember), Limit{18000});
}

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
