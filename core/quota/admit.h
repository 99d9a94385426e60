// One round of the admission side: many waiting charges against one ledger, so that one compare-and-swap serves them all.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/quota/evaluate.h"

namespace tollgate::quota {

// How many promises may be outstanding at once. They bound what retry loops can hold until the reservations expire.
struct Caps {
  std::size_t per_team = 1000;
  std::size_t per_owner = 500;
};

// One who waits to be counted.
struct Waiter {
  Charge charge;
  bool limited = true;  // false: counted whatever the limits say, as under a gpu-quota that only warns
};

enum class Outcome {
  kReserved,  // the charge is in `next`: allowed once that is stored
  kHeld,      // this very pod is in the base already: allowed as soon as nothing else is undecided
  kShort,     // it does not fit
  kCapped,    // too many promises outstanding: try again
  kUnable,    // the ledger cannot judge it now: try again
};

struct Answer {
  Outcome outcome = Outcome::kUnable;
  std::vector<Shortfall> shortfalls;  // kShort; also of an unlimited charge that is kReserved
  std::string reason;                 // kCapped, kUnable
  GpuUnits before;                    // the team's charged amount before and after, for what people are told
  GpuUnits after;
};

struct Round {
  std::vector<Answer> answers;  // one a waiter, in order
  std::optional<Ledger> next;   // what to store; nothing when no charge was added
};

// Judges the waiters in order on a running copy: a charge that does not fit is refused alone and moves nothing.
Round admit(const Ledger& base, std::span<const Waiter> waiters, const Caps& caps);

}  // namespace tollgate::quota
