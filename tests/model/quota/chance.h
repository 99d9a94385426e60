// All chance of a run, from its seed: the same on every machine.

#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace tollgate::model_test {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : random_{seed} {}

  std::size_t below(std::size_t end) { return random_() % end; }
  int between(int least, int most) { return least + static_cast<int>(below(static_cast<std::size_t>(most - least) + 1)); }
  bool one_in(int times) { return below(static_cast<std::size_t>(times)) == 0; }

 private:
  std::mt19937_64 random_;
};

}  // namespace tollgate::model_test
