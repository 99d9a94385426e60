// Makes something true again and again on a thread of its own: at once, when woken, and when the interval has passed.
//
// A pass that failed is tried again after growing pauses, which a wake-up does not cut short: what is away is not to be
// stormed.

#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>

#include "adapters/system/guarded.h"
#include "adapters/telemetry/metrics.h"

namespace tollgate::controller {

enum class Pass : std::uint8_t { kDone, kFailed };

struct LoopTiming {
  std::chrono::milliseconds interval{30'000};
  std::chrono::milliseconds spacing{1000};      // at least, between a pass and the next one, also when woken
  std::chrono::milliseconds first_pause{1000};  // after a failure, then twice as long each time
  std::chrono::milliseconds last_pause{60'000};
};

class Loop {
 public:
  // Begins at once. `metrics` outlives it. The destructor waits for the pass under way, which should heed its token.
  Loop(std::string name, LoopTiming timing, telemetry::Metrics& metrics, std::function<Pass(const std::stop_token&)> pass);

  // Any thread. Many wake-ups before the next pass count as one.
  void wake();

 private:
  enum class Wakes : std::uint8_t { kYes, kNo };

  void run(const std::stop_token& stop);
  Pass timed_pass(const std::stop_token& stop);
  void rest(const std::stop_token& stop, std::chrono::milliseconds pause, Wakes wakes);

  LoopTiming timing_;
  std::function<Pass(const std::stop_token&)> pass_;
  telemetry::Counter done_;
  telemetry::Counter failed_;
  telemetry::Gauge last_done_;
  telemetry::Histogram seconds_;
  system::Guarded<bool> woken_{false};
  std::condition_variable_any changed_;
  std::jthread thread_;
};

// The pause after so many failures in a row (from 1).
std::chrono::milliseconds pause_after(int failures, const LoopTiming& timing);

}  // namespace tollgate::controller
