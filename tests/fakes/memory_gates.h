// PodGates over pods in memory, which has them shown again as the watch would; calls can be made to fail.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/ports/pod_gates.h"
#include "tests/fakes/memory_pods.h"

namespace tollgate::fakes {

class MemoryGates final : public PodGates {
 public:
  explicit MemoryGates(MemoryPods& pods) : pods_{pods} {}

  // A pod behind our gate, shown to whoever counts pods.
  void create(const std::string& root, quota::WaitingPod pod) {
    pod.gate.version = std::to_string(++version_);
    pods_.show_waiting(root, pod);
    waiting_.insert_or_assign(pod.charge.name, std::pair{root, pod});
  }
  void remove(const quota::WaitingPod& pod) {
    waiting_.erase(pod.charge.name);
    pods_.remove(pod.charge);
  }
  // The watch is behind: nobody is told of what is done here, until told to be.
  void fall_behind() { is_behind_ = true; }
  void catch_up() {
    is_behind_ = false;
    for (const auto& [root, pod] : std::exchange(untold_, {})) tell(root, pod);
  }
  void fail(std::optional<Error> error) { error_ = std::move(error); }

  [[nodiscard]] const std::vector<std::string>& lifted() const { return lifted_; }  // uids, in order
  [[nodiscard]] bool waits(const std::string& name) const { return waiting_.contains(name); }
  [[nodiscard]] std::string said(const std::string& name) const { return waiting_.at(name).second.gate.said; }
  [[nodiscard]] int says() const { return says_; }
  [[nodiscard]] const quota::WaitingPod& pod(const std::string& name) const { return waiting_.at(name).second; }

  Result<void> lift(const quota::WaitingPod& pod) override {
    if (error_) return *error_;
    const auto found = waiting_.find(pod.charge.name);
    if (found == waiting_.end()) return Error{ErrorCode::kNotFound, "no such pod waits"};
    const auto [root, waiting] = found->second;
    if (waiting.charge.uid != pod.charge.uid || waiting.gate.version != pod.gate.version) {
      return Error{ErrorCode::kConflict, "the pod has changed"};
    }
    waiting_.erase(found);
    lifted_.push_back(waiting.charge.uid);
    report(root, {.charge = waiting.charge, .standing = waiting.standing, .gate = {}}, true);
    return {};
  }

  Result<void> say(const quota::WaitingPod& pod, const std::string& text) override {
    if (error_) return *error_;
    const auto found = waiting_.find(pod.charge.name);
    if (found == waiting_.end()) return Error{ErrorCode::kNotFound, "no such pod waits"};
    auto& [root, waiting] = found->second;
    if (waiting.charge.uid != pod.charge.uid) return Error{ErrorCode::kConflict, "another pod has the name now"};
    ++says_;
    waiting.gate.said = text;
    waiting.gate.version = std::to_string(++version_);
    report(root, waiting, false);
    return {};
  }

 private:
  struct Shown {
    quota::WaitingPod pod;
    bool let_in = false;
  };

  void report(const std::string& root, const quota::WaitingPod& pod, bool let_in) {
    if (is_behind_) {
      untold_.emplace_back(root, Shown{pod, let_in});
    } else {
      tell(root, {pod, let_in});
    }
  }
  void tell(const std::string& root, const Shown& shown) {
    if (shown.let_in) {
      pods_.show(root, shown.pod.charge, shown.pod.standing);
    } else {
      pods_.show_waiting(root, shown.pod);
    }
  }

  MemoryPods& pods_;
  std::map<std::string, std::pair<std::string, quota::WaitingPod>> waiting_;  // by name, with the root
  std::vector<std::pair<std::string, Shown>> untold_;
  std::vector<std::string> lifted_;
  std::optional<Error> error_;
  int says_ = 0;
  int version_ = 0;
  bool is_behind_ = false;
};

}  // namespace tollgate::fakes
