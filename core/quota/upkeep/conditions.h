// What a ledger says of itself to people, beside whether it is initialised: a team holds more than its limit, or nothing is
// granted because a team moves.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/quota/ledger.h"

namespace tollgate::quota {

inline constexpr std::string_view kOverLimit = "OverLimit";
inline constexpr std::string_view kFrozen = "Frozen";

// A team that holds more than its ceiling: a limit was lowered below what runs, or pods came past the door. Nothing is taken
// from it, and nothing more is granted to it.
struct OverLimit {
  std::string team;
  GpuUnits charged;
  GpuUnits limit;
  bool operator==(const OverLimit&) const = default;
};

// In the order of the spec. Nothing for a ledger that cannot be summed up.
std::vector<OverLimit> over_limits(const Ledger& ledger);

// The ledger's conditions as they are now; `now` (RFC 3339) is since when those hold, or no longer hold, that have changed.
std::vector<Condition> conditions_of(const Ledger& ledger, std::string_view now);

}  // namespace tollgate::quota
