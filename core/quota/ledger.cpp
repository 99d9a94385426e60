#include "core/quota/ledger.h"

#include <algorithm>

namespace tollgate::quota {

const TeamLimits* LedgerSpec::find_team(std::string_view name) const {
  const auto found = std::ranges::find(teams, name, &TeamLimits::name);
  return found == teams.end() ? nullptr : &*found;
}

std::string_view LedgerSpec::model_of(std::string_view pool) const {
  const auto found = std::ranges::find(pools, pool, &PoolModel::name);
  return found == pools.end() ? std::string_view{} : found->model;
}

std::optional<GpuUnits> LedgerSpec::weight_of(std::string_view resource, std::string_view pool) const {
  std::optional<GpuUnits> general;
  for (const Weight& weight : weights) {
    if (weight.resource != resource) continue;
    if (weight.pool == pool) return weight.gpus;
    if (weight.pool.empty()) general = weight.gpus;
  }
  return general;
}

}  // namespace tollgate::quota
