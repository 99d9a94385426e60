// Brings charges to their ledgers: many at a time, one compare-and-swap for all that wait for one root.
//
// The caller never waits. A few workers do the store's blocking calls, one root at a time each; a root's waiters keep the order
// of their arrival. Whoever is not answered at his deadline is told to try again, whatever the store does meanwhile: his charge
// may still be stored then, and ends by expiry. docs/adr/0005-the-quota-ledger.md says why it is exact.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>

#include "app/ports/clock.h"
#include "app/ports/quota_store.h"
#include "core/model/instant.h"
#include "core/quota/admit.h"

namespace tollgate::admission {

class QuotaBatcher {
 public:
  // Called exactly once, on any thread, also at the end. Quick; throws nothing.
  using Done = std::function<void(quota::Answer)>;

  struct Settings {
    int workers = 2;
    quota::Caps caps;
    Duration first_pause{20};     // after a conflict or a failure: a random part of it, of twice as much the next time …
    Duration longest_pause{200};  // … and of this at most
    Duration longest_call{2000};  // to the store
    std::uint64_t seed = std::random_device{}();
  };

  struct Counts {
    std::uint64_t stored = 0;     // compare-and-swaps, by what they came to
    std::uint64_t conflicts = 0;  //
    std::uint64_t unknown = 0;    //
    std::uint64_t failed = 0;     //
    std::uint64_t turns = 0;      // of a root's waiters at its ledger
    std::uint64_t waiters = 0;    // in all turns together
    std::uint64_t late = 0;       // told to try again at their deadline
  };

  // `store` and `clock` outlive it.
  QuotaBatcher(QuotaStore& store, const Clock& clock) : QuotaBatcher{store, clock, Settings{}} {}
  QuotaBatcher(QuotaStore& store, const Clock& clock, Settings settings);

  // Answers whoever still waits, then lets the calls to the store end.
  ~QuotaBatcher();
  QuotaBatcher(const QuotaBatcher&) = delete;
  QuotaBatcher& operator=(const QuotaBatcher&) = delete;

  // Thread-safe. `deadline` is a point on the clock's monotonic().
  void submit(const std::string& root, quota::Waiter waiter, std::chrono::nanoseconds deadline, Done done);

  [[nodiscard]] Counts counts() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tollgate::admission
