// The gates of pods that wait for quota: how they are let in, and how people see what they wait for.
//
// Thread-safe. Calls block for a bounded time; none retries on a lost answer: doing either twice is the same as once.
// Implementations pass tests/contract/pod_gates_contract.h.

#pragma once

#include <string>

#include "core/quota/waiting.h"
#include "core/result.h"

namespace tollgate {

class PodGates {
 public:
  // Takes our gate off exactly this pod, as it was told of, and what it says about waiting with it; other gates stay.
  // kConflict: it has changed since. kNotFound: it is gone.
  virtual Result<void> lift(const quota::WaitingPod& pod) = 0;

  // Makes the pod say `text` about its waiting, for whoever looks at it. kConflict: another pod has its name now. kNotFound: it
  // is gone.
  virtual Result<void> say(const quota::WaitingPod& pod, const std::string& text) = 0;

 protected:
  ~PodGates() = default;
};

}  // namespace tollgate
