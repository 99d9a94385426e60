// Many runs, one a seed, on several threads.

#pragma once

#include <cstdint>
#include <string>

#include "tests/model/quota/counts.h"
#include "tests/model/quota/settings.h"

namespace tollgate::model_test {

struct Campaign {
  Settings settings;
  std::uint64_t first_seed = 1;
  std::uint64_t runs = 2000;
  unsigned threads = 1;
  bool stop_at_first = false;
};

struct Outcome {
  Counts counts;
  std::uint64_t broken = 0;  // runs
  std::uint64_t seed = 0;    // the first that broke
  int step = 0;              // there
  std::string problem;       //
};

Outcome play(const Campaign& campaign);

}  // namespace tollgate::model_test
