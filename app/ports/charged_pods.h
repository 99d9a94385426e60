// What a team is still charged for in a namespace.

#pragma once

#include <string>

#include "core/result.h"

namespace tollgate {

class ChargedPods {
 public:
  // How many pods there hold GPUs at that team's expense, or were promised some, by consistent reads. Blocks for a bounded time.
  virtual Result<int> count(const std::string& namespace_name, const std::string& team) = 0;

 protected:
  ~ChargedPods() = default;
};

}  // namespace tollgate
