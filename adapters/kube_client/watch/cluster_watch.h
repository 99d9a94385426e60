// The cluster's picture, kept by watches on namespaces, PriorityClasses and ResourceClaimTemplates.
//
// The first two are waited for. Templates may be something the API server does not have; pods that name one which is not in the
// picture are refused.
//
// A thread of its own builds a new picture after changes, at most one each `rebuild_period`, and publishes it.

#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <stop_token>
#include <thread>

#include "adapters/kube_client/api.h"
#include "adapters/kube_client/watch/mirror.h"
#include "adapters/kube_client/watch/watch.h"
#include "adapters/system/guarded.h"
#include "app/ports/cluster_source.h"
#include "app/ports/log.h"

namespace tollgate::kube_client {

class ClusterWatch final : public ClusterSource {
 public:
  struct Settings {
    Watch::Settings watch;
    std::chrono::milliseconds rebuild_period{100};
    std::function<void()> published;  // after each new picture, on the building thread: must be quick. May be empty
  };

  // Begins at once. `api` and `log` outlive it.
  ClusterWatch(Api& api, Log& log) : ClusterWatch{api, log, Settings{}} {}
  ClusterWatch(Api& api, Log& log, Settings settings);

  bool synced() const override { return synced_; }
  const Published<policy::ClusterView>& view() const override { return view_; }

 private:
  void mark_changed();
  void build_when_changed(const std::stop_token& stop);
  bool wait_for_change(const std::stop_token& stop);
  void build();

  Settings settings_;
  system::Guarded<bool> stale_{false};
  std::condition_variable_any changed_;
  Mirror<policy::NamespaceView> namespaces_;
  Mirror<policy::PriorityClassView> priority_classes_;
  Mirror<policy::ClaimTemplateView> claim_templates_;
  Published<policy::ClusterView> view_;
  std::atomic<bool> synced_ = false;
  std::jthread builder_;
  Watch namespace_watch_;
  Watch priority_class_watch_;
  Watch claim_template_watch_;
};

}  // namespace tollgate::kube_client
