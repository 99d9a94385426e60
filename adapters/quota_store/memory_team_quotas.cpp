#include "adapters/quota_store/memory_team_quotas.h"

namespace tollgate::quota_store {

Result<std::vector<quota::TeamQuota>> MemoryTeamQuotas::list() {
  const auto quotas = quotas_.lock();
  std::vector<quota::TeamQuota> all;
  all.reserve(quotas->size());
  for (const auto& [team, quota] : *quotas) all.push_back(*quota);
  return all;
}

Result<void> MemoryTeamQuotas::write(const quota::TeamQuota& quota) {
  auto kept = std::make_shared<const quota::TeamQuota>(quota);
  quotas_.lock()->insert_or_assign(quota.team, std::move(kept));
  return {};
}

Result<void> MemoryTeamQuotas::remove(const std::string& team) {
  quotas_.lock()->erase(team);
  return {};
}

std::shared_ptr<const quota::TeamQuota> MemoryTeamQuotas::find(std::string_view team) const {
  const auto quotas = quotas_.lock();
  const auto found = quotas->find(team);
  return found == quotas->end() ? nullptr : found->second;
}

}  // namespace tollgate::quota_store
