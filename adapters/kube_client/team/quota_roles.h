// QuotaAccess as ClusterRoles and their bindings, one pair a team: `tollgate:team-quota:vision`, and `tollgate:team-quotas` for
// those who may read all.

#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "adapters/kube_client/api.h"
#include "app/ports/quota_access.h"

namespace tollgate::kube_client {

class QuotaRoles final : public QuotaAccess {
 public:
  // `api` outlives it. Each request takes at most `at_most`.
  explicit QuotaRoles(Api& api, std::chrono::milliseconds at_most = std::chrono::seconds{10}) : api_{api}, at_most_{at_most} {}

  Result<std::vector<reconcile::QuotaReaders>> list() override;
  Result<void> grant(const reconcile::QuotaReaders& readers) override;
  Result<void> revoke(const std::string& team) override;

 private:
  Result<void> remove(const std::string& path);

  Api& api_;
  std::chrono::milliseconds at_most_;
};

}  // namespace tollgate::kube_client
