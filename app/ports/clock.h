// The time of day. Objects take a Clock; pure functions take an Instant.

#pragma once

#include "core/model/instant.h"

namespace tollgate {

class Clock {
 public:
  // Thread-safe; never fails.
  virtual Instant now() const = 0;

 protected:
  ~Clock() = default;
};

}  // namespace tollgate
