// How long to wait before the next try: 0.8 s, doubling to 30 s, each with as much again at random at most; back to the start
// after two minutes of health. The figures of Kubernetes' own reflectors.
//
// Not thread-safe: each loop owns one.

#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace tollgate::kube_client {

class Backoff {
 public:
  struct Figures {
    std::chrono::milliseconds first{800};
    std::chrono::milliseconds last{30'000};
    std::chrono::milliseconds health{120'000};  // without failure, after which it starts over
  };

  explicit Backoff(std::uint64_t seed) : Backoff{seed, Figures{}} {}
  Backoff(std::uint64_t seed, Figures figures) : figures_{figures}, next_{figures.first}, random_{seed} {}

  // `now` is when the try failed, on a clock that never goes back.
  std::chrono::milliseconds after_failure(std::chrono::steady_clock::time_point now);

 private:
  Figures figures_;
  std::chrono::milliseconds next_;
  std::chrono::steady_clock::time_point last_failure_{};
  std::mt19937_64 random_;
};

// A seed that differs between processes, so that replicas do not come back in step.
std::uint64_t random_seed();

}  // namespace tollgate::kube_client
