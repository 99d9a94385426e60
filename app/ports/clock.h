// Time. Objects take a Clock; pure functions take an Instant.

#pragma once

#include <chrono>

#include "core/model/instant.h"

namespace tollgate {

class Clock {
 public:
  // The time of day. Thread-safe; never fails.
  virtual Instant now() const = 0;

  // For measuring spans: from an arbitrary start, never backwards. Thread-safe; never fails.
  virtual std::chrono::nanoseconds monotonic() const = 0;

 protected:
  ~Clock() = default;
};

}  // namespace tollgate
