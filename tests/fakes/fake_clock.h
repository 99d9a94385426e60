// A clock that stands still until told to move.

#pragma once

#include <mutex>

#include "app/ports/clock.h"

namespace tollgate::fakes {

class FakeClock final : public Clock {
 public:
  explicit FakeClock(Instant start = Instant{Duration{0}}) : start_{start} {}

  Instant now() const override {
    const std::lock_guard lock{mutex_};
    return start_ + elapsed_;
  }
  std::chrono::nanoseconds monotonic() const override {
    const std::lock_guard lock{mutex_};
    return elapsed_;
  }
  void advance(Duration by) {
    const std::lock_guard lock{mutex_};
    elapsed_ += by;
  }

 private:
  mutable std::mutex mutex_;
  Instant start_;
  Duration elapsed_{0};
};

}  // namespace tollgate::fakes
