#include "adapters/kube_client/backoff.h"

#include <algorithm>

namespace tollgate::kube_client {

std::chrono::milliseconds Backoff::after_failure(std::chrono::steady_clock::time_point now) {
  if (now - last_failure_ > figures_.health) next_ = figures_.first;
  const std::chrono::milliseconds base = next_;
  next_ = std::min(next_ * 2, figures_.last);
  std::uniform_int_distribution<std::chrono::milliseconds::rep> jitter{0, base.count()};
  const std::chrono::milliseconds wait = base + std::chrono::milliseconds{jitter(random_)};
  last_failure_ = now + wait;  // health is counted from when the next try begins
  return wait;
}

std::uint64_t random_seed() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

}  // namespace tollgate::kube_client
