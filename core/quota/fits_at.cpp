#include "core/quota/fits_at.h"

#include <algorithm>
#include <vector>

namespace tollgate::quota {
namespace {

std::optional<Instant> when_back(const std::vector<Return>& returning, GpuUnits missing) {
  for (const Return& one : returning) {
    missing = missing - one.gpus;
    if (missing <= GpuUnits{}) return one.at;
  }
  return std::nullopt;
}

// What those of the team's holders give back that the limit is about.
template <class Concerns>
std::vector<Return> returning(const TeamQuota& quota, Concerns concerns) {
  std::vector<Return> found;
  found.reserve(quota.holders.size());
  for (const Holding& holder : quota.holders) {
    if (holder.ends && concerns(holder)) found.push_back({std::chrono::ceil<std::chrono::minutes>(*holder.ends), holder.gpus});
  }
  std::ranges::sort(found, {}, &Return::at);
  return found;
}

// Of the pod's own team, where others' ends do not help or are not told.
std::vector<Return> own_returning(const Shortfall& shortfall, const TeamQuota& own) {
  switch (shortfall.bound) {
    case Bound::kUser: return returning(own, [&](const Holding& holder) { return holder.user == shortfall.key; });
    case Bound::kJobType: return returning(own, [&](const Holding& holder) { return holder.job_type == shortfall.key; });
    case Bound::kTeam:
    case Bound::kGuarantee: return own.returning;  // what the team gives back, every team above has again
    case Bound::kModel:                            // nobody tells what models they are
    case Bound::kPod: break;
  }
  return {};
}

}  // namespace

std::optional<Instant> fits_at(const Shortfall& shortfall, const TeamQuota* own, const TeamQuota* limiting) {
  if (shortfall.requested > shortfall.limit) return std::nullopt;
  const GpuUnits missing = shortfall.used + shortfall.reserved + shortfall.requested - shortfall.limit;
  // What a guarantee keeps for another team it keeps all the more when that team's pods have ended.
  if (shortfall.bound == Bound::kTeam && limiting != nullptr) return when_back(limiting->returning, missing);
  return own == nullptr ? std::nullopt : when_back(own_returning(shortfall, *own), missing);
}

}  // namespace tollgate::quota
