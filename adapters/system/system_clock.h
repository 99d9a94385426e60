// Clock over the machine's own.

#pragma once

#include "app/ports/clock.h"

namespace tollgate::system {

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] std::chrono::nanoseconds monotonic() const override;
};

}  // namespace tollgate::system
