#include "controller/loop.h"

#include <algorithm>
#include <utility>

namespace tollgate::controller {
namespace {

using SteadyClock = std::chrono::steady_clock;

telemetry::Counter passes(telemetry::Metrics& metrics, const std::string& loop, const std::string& result) {
  return metrics.counter("tollgate_controller_passes_total", "Passes of the controller's loops.",
                         {{"loop", loop}, {"result", result}});
}

}  // namespace

std::chrono::milliseconds pause_after(int failures, const LoopTiming& timing) {
  const int doublings = std::clamp(failures - 1, 0, 20);
  return std::min(timing.last_pause, timing.first_pause * (1 << doublings));
}

Loop::Loop(std::string name, LoopTiming timing, telemetry::Metrics& metrics, std::function<Pass(const std::stop_token&)> pass)
    : timing_{timing},
      pass_{std::move(pass)},
      done_{passes(metrics, name, "done")},
      failed_{passes(metrics, name, "failed")},
      last_done_{
          metrics.gauge("tollgate_controller_last_pass_timestamp_seconds", "When the last good pass ended.", {{"loop", name}})},
      seconds_{metrics.histogram("tollgate_controller_pass_seconds", "How long a pass takes.",
                                 {0.01, 0.1, 0.5, 1, 5, 20, 60, 300}, {{"loop", name}})},
      thread_{[this](const std::stop_token& stop) { run(stop); }} {}

void Loop::wake() {
  *woken_.lock() = true;
  changed_.notify_all();
}

void Loop::run(const std::stop_token& stop) {
  int failures = 0;
  while (!stop.stop_requested()) {
    *woken_.lock() = false;
    failures = timed_pass(stop) == Pass::kDone ? 0 : failures + 1;
    if (failures > 0) {
      rest(stop, pause_after(failures, timing_), Wakes::kNo);
      continue;
    }
    rest(stop, timing_.spacing, Wakes::kNo);
    rest(stop, timing_.interval - timing_.spacing, Wakes::kYes);
  }
}

Pass Loop::timed_pass(const std::stop_token& stop) {
  const auto began = SteadyClock::now();
  const Pass pass = pass_(stop);
  if (stop.stop_requested()) return pass;
  seconds_.observe(std::chrono::duration<double>(SteadyClock::now() - began).count());
  (pass == Pass::kDone ? done_ : failed_).add();
  if (pass == Pass::kDone)
    last_done_.set(std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count());
  return pass;
}

void Loop::rest(const std::stop_token& stop, std::chrono::milliseconds pause, Wakes wakes) {
  auto woken = woken_.lock();
  woken.wait_until(changed_, stop, SteadyClock::now() + pause, [&] { return wakes == Wakes::kYes && *woken; });
}

}  // namespace tollgate::controller
