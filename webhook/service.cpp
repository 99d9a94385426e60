#include "webhook/service.h"

#include <fmt/format.h>

#include <condition_variable>
#include <optional>

#include "adapters/kube_client/watch/cluster_watch.h"
#include "adapters/policy_files/policy_watch.h"
#include "adapters/system/guarded.h"
#include "adapters/system/signals.h"
#include "adapters/system/system_clock.h"
#include "adapters/telemetry/decision_recorder.h"
#include "adapters/telemetry/json_log.h"
#include "app/admission/admit.h"
#include "webhook/doors.h"
#include "webhook/policy_metrics.h"
#include "webhook/probes.h"
#include "webhook/server_metrics.h"

namespace tollgate::webhook {
namespace {

// The picture of the cluster without a cluster: empty, so that namespaces belong to teams by name.
class NoCluster final : public ClusterSource {
 public:
  bool synced() const override { return true; }
  const Published<policy::ClusterView>& view() const override { return view_; }

 private:
  Published<policy::ClusterView> view_{std::make_shared<const policy::ClusterView>()};
};

// Watching a real one: the client and the watches that use it.
class WatchedCluster final : public ClusterSource {
 public:
  WatchedCluster(kube_client::Config config, Log& log) : api_{std::move(config)}, watch_{api_, log} {}
  bool synced() const override { return watch_.synced(); }
  const Published<policy::ClusterView>& view() const override { return watch_.view(); }

 private:
  kube_client::Api api_;
  kube_client::ClusterWatch watch_;
};

struct Stop {
  int requests = 0;
};

}  // namespace
