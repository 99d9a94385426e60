// TeamQuotas in this process's memory, for its own denials.

#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/system/guarded.h"
#include "app/ports/team_quotas.h"

namespace tollgate::quota_store {

// Thread-safe.
class MemoryTeamQuotas final : public TeamQuotas {
 public:
  Result<std::vector<quota::TeamQuota>> list() override;
  Result<void> write(const quota::TeamQuota& quota) override;
  Result<void> remove(const std::string& team) override;

  // Null when nothing is shown of the team.
  [[nodiscard]] std::shared_ptr<const quota::TeamQuota> find(std::string_view team) const;

 private:
  using Quotas = std::map<std::string, std::shared_ptr<const quota::TeamQuota>, std::less<>>;
  mutable system::Guarded<Quotas> quotas_;
};

}  // namespace tollgate::quota_store
