#include "core/quota/upkeep/conditions.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/quota/usage.h"

namespace tollgate::quota {
namespace {

Condition over_limit(const Ledger& ledger) {
  Condition condition{.type = std::string{kOverLimit}, .reason = "WithinLimits"};
  for (const OverLimit& over : over_limits(ledger)) {
    condition.holds = true;
    condition.reason = "UsageAboveLimit";
    condition.message += fmt::format("{}team {} holds {} of {} GPU", condition.message.empty() ? "" : ", ", over.team,
                                     over.charged.to_text(), over.limit.to_text());
  }
  return condition;
}

Condition frozen(const Ledger& ledger) {
  if (!ledger.spec.frozen) return {.type = std::string{kFrozen}, .reason = "Granting"};
  return {.type = std::string{kFrozen},
          .holds = true,
          .reason = "Rollout",
          .message = "nothing is granted while the pods are counted anew"};
}

void keep_time(Condition& condition, const std::vector<Condition>& before, std::string_view now) {
  const auto known = std::ranges::find(before, condition.type, &Condition::type);
  const bool is_same = known != before.end() && known->holds == condition.holds;
  condition.since = is_same ? known->since : std::string{now};
}

}  // namespace

std::vector<OverLimit> over_limits(const Ledger& ledger) {
  std::vector<OverLimit> over;
  const Result<Usage> usage = Usage::of(ledger);
  if (!usage) return over;
  for (const TeamLimits& team : ledger.spec.teams) {
    if (!team.gpus) continue;
    const GpuUnits charged = usage->at(team.name).charged();
    if (charged > *team.gpus) over.push_back({team.name, charged, *team.gpus});
  }
  return over;
}

std::vector<Condition> conditions_of(const Ledger& ledger, std::string_view now) {
  std::vector<Condition> conditions{over_limit(ledger), frozen(ledger)};
  for (Condition& condition : conditions) keep_time(condition, ledger.status.conditions, now);
  return conditions;
}

}  // namespace tollgate::quota
