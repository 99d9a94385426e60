#include "core/reconcile/slurm/budget.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace tollgate::reconcile {
namespace {

constexpr std::int64_t kMinutesAnHour = 60;
constexpr std::int64_t kMostMinutes = kMinutesAnHour * 1'000'000'000;  // as many as gpuHours can say

// floor(60 × amount ÷ price).
Limit affordable_minutes(money::Money amount, const std::optional<money::PriceBook>& book, Instant now) {
  const auto price = book ? dearest(*book, money::month_around(now)) : std::nullopt;
  if (!price) return std::nullopt;
  __extension__ using Wide = __int128;
  const Wide minutes = Wide{amount.count()} * kMinutesAnHour / price->count();
  return static_cast<std::int64_t>(std::min<Wide>(minutes, kMostMinutes));
}

}  // namespace

Limit budget_minutes(const policy::Budget& budget, const std::optional<money::PriceBook>& book, Instant now) {
  Limit minutes;
  if (budget.gpu_hours) minutes = *budget.gpu_hours * kMinutesAnHour;
  if (!budget.amount) return minutes;
  const Limit affordable = affordable_minutes(*budget.amount, book, now);
  return minutes && affordable ? std::min(minutes, affordable) : (affordable ? affordable : minutes);
}

std::string month_of(Instant at) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(at)};
  return fmt::format("{:04}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()));
}

BudgetPeriod budget_period(std::int64_t budget_minutes, std::int64_t used, const Limit& stored,
                           const std::optional<BudgetPeriod>& last, Instant now) {
  BudgetPeriod period{.name = month_of(now), .used_at_start = used};
  if (last && last->name == period.name) {
    period.used_at_start = std::min(last->used_at_start, used);  // less: somebody has set the meter back
  } else if (!last && stored) {
    const std::int64_t start = *stored - budget_minutes;
    if (start >= 0 && start <= used) period.used_at_start = start;
  }
  return period;
}

std::optional<std::string> cannot_keep_budgets(const SlurmFacts& facts) {
  if (facts.decay_half_life.find_first_of("123456789") != std::string::npos)
    return fmt::format("usage decays (PriorityDecayHalfLife={}); it must be 0", facts.decay_half_life);
  if (facts.usage_reset != "NONE")
    return fmt::format("usage is reset (PriorityUsageResetPeriod={}); it must be NONE", facts.usage_reset);
  if (!facts.enforced.contains("safe"))
    return "jobs may start that the budget cannot finish; AccountingStorageEnforce needs \"safe\"";
  return std::nullopt;
}

}  // namespace tollgate::reconcile
