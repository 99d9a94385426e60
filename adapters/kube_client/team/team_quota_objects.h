// TeamQuotas over the API server: one object a team.

#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "adapters/kube_client/api.h"
#include "app/ports/team_quotas.h"

namespace tollgate::kube_client {

class TeamQuotaObjects final : public TeamQuotas {
 public:
  // `api` outlives it. Each request takes at most `at_most`. Thread-safe.
  explicit TeamQuotaObjects(Api& api, std::chrono::milliseconds at_most = std::chrono::seconds{10})
      : api_{api}, at_most_{at_most} {}

  Result<std::vector<quota::TeamQuota>> list() override;
  Result<void> write(const quota::TeamQuota& quota) override;
  Result<void> remove(const std::string& team) override;

  // One team's, for whoever may not list. kNotFound: there is none.
  Result<quota::TeamQuota> read(const std::string& team);

 private:
  Api& api_;
  std::chrono::milliseconds at_most_;
};

}  // namespace tollgate::kube_client
