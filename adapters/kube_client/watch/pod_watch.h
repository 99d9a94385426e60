// PodCounts and PodHoldings by watches on all pods and all claims to devices.

#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory_resource>
#include <optional>

#include "adapters/kube_client/api.h"
#include "adapters/kube_client/watch/claim_follower.h"
#include "adapters/kube_client/watch/watch.h"
#include "adapters/system/guarded.h"
#include "app/ports/clock.h"
#include "app/ports/log.h"
#include "app/ports/pod_counts.h"
#include "app/ports/pod_holdings.h"
#include "core/policy/gpu/counted.h"
#include "core/quota/live_pods.h"

namespace tollgate::kube_client {

class PodWatch final : public PodCounts, public PodHoldings, public WatchHandler {
 public:
  // What a pod is charged, by the policy now at work; called on the watch's thread.
  using ChargeOf = std::function<Result<std::optional<policy::CountedCharge>>(const model::Pod&)>;
  struct Needs {
    Api& api;
    const Clock& clock;
    Log& log;
  };

  // Begins with the first recount(). What `needs` refers to outlives it.
  PodWatch(Needs needs, ChargeOf charge_of, ClaimFollower::ChargeOf claim_charge_of)
      : PodWatch{needs, std::move(charge_of), std::move(claim_charge_of), Watch::Settings{}} {}
  PodWatch(Needs needs, ChargeOf charge_of, ClaimFollower::ChargeOf claim_charge_of, Watch::Settings settings);

  std::optional<quota::Snapshot> snapshot(const quota::Ledger& ledger) override;
  std::optional<quota::Holdings> holdings(const quota::Ledger& ledger) override { return pods_.lock()->holdings(ledger); }
  std::uint64_t revision() const override { return pods_.lock()->revision() + claims_.revision(); }
  Result<bool> exists(const std::string& name, const std::string& uid) override;
  Result<std::string> newest_version() override;

  // Whether all pods and claims were listed under the policy at work. Thread-safe.
  [[nodiscard]] bool listed() const { return pods_.lock()->listed() && claims_.listed(); }

  // Whether the API server told of an older state than before: its store was restored from a backup. What was counted is not
  // true then, and neither is what was counted by it. Thread-safe.
  [[nodiscard]] bool went_back() const { return pods_.lock()->went_back() || claims_.went_back(); }

  // When the API server last told of pods, on the clock's monotonic(); a quiet cluster tells about once a minute. Thread-safe.
  [[nodiscard]] std::chrono::nanoseconds heard_at() const { return heard_at_.load(); }

  // Lists all pods anew, by the policy now at work, and gives no snapshot until then. One thread at a time; blocks shortly.
  void recount();

 private:
  void list_begins() override { pods_.lock()->list_begins(); }
  void list_ends() override { pods_.lock()->list_ends(needs_.clock.monotonic()); }
  void put(const Object& object) override;
  void removed(const Object& object) override { pods_.lock()->remove(object.stored.uid, needs_.clock.monotonic()); }
  void reached(const std::string& resource_version) override {
    pods_.lock()->reached(resource_version);
    heard_at_ = needs_.clock.monotonic();
  }

  Needs needs_;
  ChargeOf charge_of_;
  Watch::Settings settings_;
  mutable system::Guarded<quota::LivePods> pods_;
  std::pmr::monotonic_buffer_resource memory_;  // of one pod's lists; the watch's thread only
  std::atomic<std::chrono::nanoseconds> heard_at_;
  ClaimFollower claims_;
  std::optional<Watch> watch_;
  std::optional<Watch> claim_watch_;
};

}  // namespace tollgate::kube_client
