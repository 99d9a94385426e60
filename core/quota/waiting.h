// Pods that exist and wait for quota: behind our scheduling gate they cannot run, and hold nothing until they are let in.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/quota/ledger.h"

namespace tollgate::quota {

// Where a pod stands among those that wait.
struct Standing {
  std::int64_t tier = 0;       // the value of its tier: higher goes first
  std::string since;           // its creationTimestamp, which sorts as text: older goes first
  std::string gang;            // what starts together: the uid of the pods' controller; empty: it starts alone
  std::int64_t gang_size = 0;  // how many pods that are
  bool operator==(const Standing&) const = default;
};

// The gate as it was when the pod was told of: whoever takes it off asks for exactly that pod.
struct Gate {
  std::string version;    // the pod's resourceVersion
  std::size_t index = 0;  // among the pod's gates
  std::string said;       // what the pod says about its waiting; empty: nothing yet
  bool operator==(const Gate&) const = default;
};

struct WaitingPod {
  Charge charge;  // what it will hold; without cells it would hold nothing
  Standing standing;
  Gate gate;
  bool operator==(const WaitingPod&) const = default;
};

}  // namespace tollgate::quota
