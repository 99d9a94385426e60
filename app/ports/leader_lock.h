// At most one of several replicas does the leader's work.
//
// A lock of this kind does not fence writes: a stalled leader can wake up late. Whoever writes as the leader asks is_leading()
// right before, and writes by compare-and-swap what must never be written twice.

#pragma once

#include <functional>
#include <stop_token>

namespace tollgate {

class LeaderLock {
 public:
  // The leader's work. It returns soon after `term` is stopped: the lock was lost, or the program ends.
  using Work = std::function<void(std::stop_token term)>;

  // Blocks until `stop`. Whenever the lock is won, runs `work` once on a thread of its own, and campaigns again after it has
  // returned. At the end the lock is given up, after the work has returned.
  virtual void lead(std::stop_token stop, const Work& work) = 0;

  // Thread-safe; false from the moment on at which somebody else may take over.
  virtual bool is_leading() const = 0;

 protected:
  ~LeaderLock() = default;
};

}  // namespace tollgate
