// One pod as it is now.

#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "core/model/pod/pod.h"
#include "core/result.h"

namespace tollgate {

class PodLookup {
 public:
  // By a consistent read of "namespace/name": `visit` gets the pod, which lives for the call. False: there is none of that name.
  // Blocks for `at_most`. Thread-safe.
  virtual Result<bool> look(const std::string& name, std::chrono::milliseconds at_most,
                            const std::function<void(const model::Pod&)>& visit) = 0;

 protected:
  ~PodLookup() = default;
};

}  // namespace tollgate
