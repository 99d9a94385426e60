// The quota ledgers as this replica knows them: where they live, and what it must do to keep them true.

#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "adapters/kube_client/api.h"
#include "app/ports/clock.h"
#include "app/ports/cluster_source.h"
#include "app/ports/log.h"
#include "app/ports/quota_store.h"
#include "app/published.h"
#include "core/policy/site.h"
#include "core/quota/team_quota.h"
#include "webhook/options.h"

namespace tollgate::webhook {

class Ledgers {
 public:
  Ledgers() = default;
  virtual ~Ledgers() = default;
  Ledgers(const Ledgers&) = delete;
  Ledgers& operator=(const Ledgers&) = delete;

  virtual QuotaStore& store() = 0;

  // The newest copies. Thread-safe.
  virtual std::vector<std::shared_ptr<const quota::Ledger>> all() = 0;

  // At the start, and whenever the policy has changed. Thread-safe; blocks shortly.
  virtual void follow(const Published<policy::Site>& site) = 0;

  // Whether pods can be counted, and what is waited for until then; once true it stays so. Thread-safe.
  [[nodiscard]] virtual bool ready() const = 0;
  [[nodiscard]] virtual std::string_view ready_when() const = 0;

  // What people are shown of a team's quota; null when nothing is. Thread-safe, never blocks for long.
  [[nodiscard]] virtual std::shared_ptr<const quota::TeamQuota> team_quota(std::string_view team) const = 0;

  // Since the API server last told of pods; nothing where none are watched. Thread-safe.
  [[nodiscard]] virtual std::optional<std::chrono::nanoseconds> snapshot_age() const = 0;
};

struct LedgerNeeds {
  const Clock& clock;
  Log& log;
};
struct LedgerCluster {
  kube_client::Api& api;
  const Published<policy::Site>& site;
  const ClusterSource& cluster;
};

// As the options say: `api` needs the cluster, `memory` counts its pods where there is one. What all refer to outlives them.
std::unique_ptr<Ledgers> open_ledgers(const Options& options, LedgerNeeds needs, const std::optional<LedgerCluster>& cluster);

}  // namespace tollgate::webhook
