// What a run is made of, and what may be taken out of the protocol to see that it is needed.

#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace tollgate::model_test {

enum class Ablation {
  kNone,
  kAdmissionWithoutCas,      // a replica stores whatever others stored meanwhile
  kNoEpochNorSnapshot,       // who confirms does not look whether somebody else does, with newer pods
  kTwoWrites,                // a promise is removed in one write, its pod counted in the next
  kLeaderWithoutCas,         // who confirms stores whatever others stored meanwhile
  kLeaderWithoutCasOrFence,  // … and does not look either
  kExpiryUnchecked,          // an overdue promise ends without a look for its pod
  kShortTtl,                 // shorter than a create can take
  kAgesForgotten,            // ages are not stored: each who confirms begins at nothing
  kOwnLimits,                // a replica judges by its own copy of the policy
  kGrantsAtOnce,             // a new ledger grants before the promises of the one it replaces have come or ended
};

struct AblationName {
  Ablation ablation;
  std::string_view name;
};

inline constexpr std::array kAblations{
    AblationName{Ablation::kAdmissionWithoutCas, "admission-without-cas"},
    AblationName{Ablation::kNoEpochNorSnapshot, "no-epoch-nor-snapshot"},
    AblationName{Ablation::kTwoWrites, "two-writes"},
    AblationName{Ablation::kLeaderWithoutCas, "leader-without-cas"},
    AblationName{Ablation::kLeaderWithoutCasOrFence, "leader-without-cas-or-fence"},
    AblationName{Ablation::kExpiryUnchecked, "expiry-unchecked"},
    AblationName{Ablation::kShortTtl, "short-ttl"},
    AblationName{Ablation::kAgesForgotten, "ages-forgotten"},
    AblationName{Ablation::kOwnLimits, "own-limits"},
    AblationName{Ablation::kGrantsAtOnce, "grants-at-once"},
};

struct Settings {
  int steps = 4000;
  Ablation ablation = Ablation::kNone;
  std::chrono::seconds create_bound{60};  // from the start of a create until it can no longer succeed
  std::chrono::seconds ttl{65};           // a little more: nothing may depend on the slack
  bool trace = false;
};

}  // namespace tollgate::model_test
