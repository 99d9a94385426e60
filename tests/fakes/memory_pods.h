// PodCounts over pods in memory: those that exist, and those the watch has shown so far.

#pragma once

#include <map>
#include <string>

#include "app/ports/pod_counts.h"
#include "core/quota/live_pods.h"

namespace tollgate::fakes {

class MemoryPods final : public PodCounts {
 public:
  // Exists, but the watch is behind.
  void create(const quota::Charge& pod) { existing_[pod.name] = pod.uid; }
  // Exists and was shown.
  void show(const std::string& root, const quota::Charge& pod) {
    create(pod);
    pods_.put(pod.uid, quota::LivePods::Charged{root, pod});
    pods_.reached(std::to_string(++version_));
  }
  void end(const quota::Charge& pod) { pods_.put(pod.uid, std::nullopt); }
  void remove(const quota::Charge& pod) {
    existing_.erase(pod.name);
    pods_.remove(pod.uid, std::chrono::nanoseconds{0});
  }
  void listed() {
    pods_.list_begins();
    pods_.reached(std::to_string(++version_));
    pods_.list_ends(std::chrono::nanoseconds{0});
  }
  void fail_lookups(bool fail) { failing_ = fail; }

  std::optional<quota::Snapshot> snapshot(const quota::Ledger& ledger) override { return pods_.snapshot(ledger); }
  std::uint64_t revision() const override { return pods_.revision(); }
  Result<bool> exists(const std::string& name, const std::string& uid) override {
    if (failing_) return Error{ErrorCode::kUnavailable, "nobody answers"};
    const auto found = existing_.find(name);
    return found != existing_.end() && found->second == uid;
  }

 private:
  quota::LivePods pods_;
  std::map<std::string, std::string> existing_;  // name, uid
  int version_ = 0;
  bool failing_ = false;
};

}  // namespace tollgate::fakes
