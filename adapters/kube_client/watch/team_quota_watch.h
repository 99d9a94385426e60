// The teams' quotas as the API server shows them, kept by a watch.

#pragma once

#include <memory>
#include <string_view>

#include "adapters/kube_client/api.h"
#include "adapters/kube_client/watch/mirror.h"
#include "adapters/kube_client/watch/watch.h"
#include "app/ports/log.h"
#include "core/quota/team_quota.h"

namespace tollgate::kube_client {

class TeamQuotaWatch {
 public:
  // Begins at once. `api` and `log` outlive it.
  TeamQuotaWatch(Api& api, Log& log) : TeamQuotaWatch{api, log, Watch::Settings{}} {}
  TeamQuotaWatch(Api& api, Log& log, Watch::Settings settings);

  // The newest that was seen; null when there is none. Thread-safe, never blocks for long.
  [[nodiscard]] std::shared_ptr<const quota::TeamQuota> find(std::string_view team) const;

 private:
  mutable Mirror<std::shared_ptr<const quota::TeamQuota>> quotas_;
  Watch watch_;
};

}  // namespace tollgate::kube_client
