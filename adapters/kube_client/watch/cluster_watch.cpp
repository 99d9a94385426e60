#include "adapters/kube_client/watch/cluster_watch.h"

#include <memory>
#include <utility>

#include "adapters/kube_client/nap.h"
#include "adapters/kube_codec/watched.h"

namespace tollgate::kube_client {
namespace {

Watch::Settings optional(Watch::Settings settings) {
  settings.optional = true;
  return settings;
}

}  // namespace

ClusterWatch::ClusterWatch(Api& api, Log& log, Settings settings)
    : settings_{std::move(settings)},
      namespaces_{kube_codec::decode_namespace, [this] { mark_changed(); }, log},
      priority_classes_{kube_codec::decode_priority_class, [this] { mark_changed(); }, log},
      claim_templates_{kube_codec::decode_claim_template, [this] { mark_changed(); }, log},
      view_{std::make_shared<const policy::ClusterView>()},
      builder_{[this](const std::stop_token& stop) { build_when_changed(stop); }},
      namespace_watch_{api, "/api/v1/namespaces", namespaces_, log, settings_.watch},
      priority_class_watch_{api, "/apis/scheduling.k8s.io/v1/priorityclasses", priority_classes_, log, settings_.watch},
      claim_template_watch_{api, "/apis/resource.k8s.io/v1/resourceclaimtemplates", claim_templates_, log,
                            optional(settings_.watch)} {}

void ClusterWatch::mark_changed() {
  *stale_.lock() = true;
  changed_.notify_one();
}

void ClusterWatch::build_when_changed(const std::stop_token& stop) {
  while (wait_for_change(stop)) {
    build();
    nap(settings_.rebuild_period, stop);
  }
}

bool ClusterWatch::wait_for_change(const std::stop_token& stop) {
  auto stale = stale_.lock();
  return stale.wait(changed_, stop, [&] { return std::exchange(*stale, false); });
}

void ClusterWatch::build() {
  if (!namespaces_.listed() || !priority_classes_.listed()) return;
  auto picture = std::make_shared<policy::ClusterView>();
  picture->observed = true;
  picture->namespaces = namespaces_.values();
  picture->priority_classes = priority_classes_.values();
  picture->claim_templates = claim_templates_.values();
  view_.publish(std::move(picture));
  synced_ = true;
  if (settings_.published) settings_.published();
}

}  // namespace tollgate::kube_client
