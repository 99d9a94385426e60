// The quota ledgers of this process: kept to the policy, and to the pods where there is a cluster.

#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>

#include "adapters/kube_client/watch/pod_watch.h"
#include "adapters/quota_store/memory.h"
#include "app/ports/clock.h"
#include "app/ports/cluster_source.h"
#include "app/ports/log.h"
#include "app/published.h"
#include "app/reconcile/quota_confirmer.h"
#include "core/policy/site.h"

namespace tollgate::webhook {

class Ledgers {
 public:
  struct Needs {
    const Clock& clock;
    Log& log;
  };
  struct Cluster {
    kube_client::Api& api;
    const Published<policy::Site>& site;
    const ClusterSource& cluster;
  };

  // Reservations end `reservation_ttl` after they were made, at the earliest. What all refer to outlives it.
  // Without a cluster nothing is counted but reservations, and they end by time alone.
  Ledgers(Needs needs, std::chrono::seconds reservation_ttl);
  Ledgers(Needs needs, std::chrono::seconds reservation_ttl, Cluster cluster);
  ~Ledgers();
  Ledgers(const Ledgers&) = delete;
  Ledgers& operator=(const Ledgers&) = delete;

  // At the start, and whenever the policy has changed. Thread-safe; blocks shortly.
  void follow(const Published<policy::Site>& site);

  [[nodiscard]] quota_store::Memory& store() { return store_; }

  // Whether all pods were counted into all ledgers once; once true it stays so. Thread-safe.
  [[nodiscard]] bool counted() const { return counted_; }

  // Since the API server last told of pods; nothing without a cluster. Thread-safe.
  [[nodiscard]] std::optional<std::chrono::nanoseconds> snapshot_age() const;

 private:
  void confirm_forever(const Cluster& cluster, const std::stop_token& stop);
  void begin_counting(const Cluster& cluster);
  bool confirm_all();

  Needs needs_;
  quota_store::Memory store_;
  std::mutex following_;    // recounting and new limits belong together
  std::string counted_by_;  // digest of the policy the pods are charged by; empty: counting has not begun
  std::optional<kube_client::PodWatch> pods_;
  std::optional<reconcile::QuotaConfirmer> confirmer_;  // of the confirming thread
  std::set<std::string> in_trouble_;                    // roots; of the confirming thread
  std::atomic<bool> counted_{false};
  std::mutex napping_;
  std::condition_variable_any nap_;
  std::jthread confirming_;
};

}  // namespace tollgate::webhook
