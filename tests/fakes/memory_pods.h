// PodCounts and PodHoldings over pods in memory: those that exist, and those the watch has shown so far.

#pragma once

#include <map>
#include <string>

#include "app/ports/pod_counts.h"
#include "app/ports/pod_holdings.h"
#include "core/quota/live_pods.h"

namespace tollgate::fakes {

class MemoryPods final : public PodCounts, public PodHoldings {
 public:
  // Exists, but the watch is behind.
  void create(const quota::Charge& pod) { existing_[pod.name] = pod.uid; }
  // Exists and was shown.
  void show(const std::string& root, const quota::Charge& pod, const quota::Standing& standing = {}) {
    create(pod);
    pods_.put(pod.uid, quota::LivePods::Charged{.root = root, .charge = pod, .standing = standing});
    reach_next();
  }
  void end(const quota::Charge& pod) {
    pods_.put(pod.uid, std::nullopt);
    reach_next();
  }
  // Exists and was shown behind our gate.
  void show_waiting(const std::string& root, const quota::WaitingPod& pod) {
    create(pod.charge);
    quota::LivePods::Charged waiting{.root = root, .charge = pod.charge, .standing = pod.standing, .gate = pod.gate};
    pods_.put(pod.charge.uid, std::move(waiting));
    reach_next();
  }
  void remove(const quota::Charge& pod) {
    existing_.erase(pod.name);
    pods_.remove(pod.uid, std::chrono::nanoseconds{0});
    reach_next();
  }
  void listed() {
    pods_.list_begins();
    reach_next();
    pods_.list_ends(std::chrono::nanoseconds{0});
  }
  // The watch tells of a time without pods.
  void tell_of(int version) { pods_.reached(std::to_string(version_ = version)); }
  void fail_lookups(bool fail) { failing_ = fail; }

  std::optional<quota::Snapshot> snapshot(const quota::Ledger& ledger) override { return pods_.snapshot(ledger); }
  std::optional<quota::Holdings> holdings(const quota::Ledger& ledger) override { return pods_.holdings(ledger); }
  std::uint64_t revision() const override { return pods_.revision(); }
  Result<bool> exists(const std::string& name, const std::string& uid) override {
    if (failing_) return Error{ErrorCode::kUnavailable, "nobody answers"};
    const auto found = existing_.find(name);
    return found != existing_.end() && found->second == uid;
  }
  Result<std::string> newest_version() override {
    if (failing_) return Error{ErrorCode::kUnavailable, "nobody answers"};
    return std::to_string(version_);
  }

 private:
  void reach_next() { pods_.reached(std::to_string(++version_)); }

  quota::LivePods pods_;
  std::map<std::string, std::string> existing_;  // name, uid
  int version_ = 0;
  bool failing_ = false;
};

}  // namespace tollgate::fakes
