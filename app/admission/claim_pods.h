// Looks at the pods that claims are made for, without keeping the caller waiting.

#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "app/ports/clock.h"
#include "app/ports/pod_lookup.h"
#include "core/model/pod/pod.h"
#include "core/result.h"

namespace tollgate::admission {

class ClaimPods {
 public:
  // Called exactly once, on any thread, also at the end: with the pod, which lives for the call; nullptr when it is not there; or
  // why it could not be looked at. Quick; throws nothing.
  using Done = std::function<void(const Result<const model::Pod*>&)>;

  // `pods` nullptr: there is no cluster, and every look fails. Both outlive it.
  ClaimPods(PodLookup* pods, const Clock& clock);

  // Answers whoever still waits.
  ~ClaimPods();
  ClaimPods(const ClaimPods&) = delete;
  ClaimPods& operator=(const ClaimPods&) = delete;

  // At the pod "namespace/name", until `deadline` on the clock's monotonic(). Thread-safe.
  void look(std::string name, std::chrono::nanoseconds deadline, Done done);

 private:
  struct Asked {
    std::string name;
    std::chrono::nanoseconds deadline{0};
    Done done;
  };

  void work(const std::stop_token& stop);
  void answer(const Asked& asked) const;

  static constexpr std::size_t kMostWaiting = 1000;

  PodLookup* pods_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Asked> waiting_;
  std::jthread thread_;
};

}  // namespace tollgate::admission
