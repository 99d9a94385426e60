// Waits for what another thread will bring about.

#pragma once

#include <chrono>
#include <thread>

namespace tollgate::fakes {

// True as soon as `condition()` is; false when it is not within ten seconds.
template <class Condition>
[[nodiscard]] bool eventually(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  return true;
}

}  // namespace tollgate::fakes
