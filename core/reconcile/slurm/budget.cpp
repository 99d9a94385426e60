#include "core/reconcile/slurm/budget.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace tollgate::reconcile {

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
