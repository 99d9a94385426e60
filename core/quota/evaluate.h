// Does a charge fit, and if not, what is short by how much? One function for the verdict, the denial and `explain`.

#pragma once

#include <string>
#include <vector>

#include "core/quota/usage.h"

namespace tollgate::quota {

enum class Bound {
  kTeam,       // the team's own ceiling, or an ancestor's
  kGuarantee,  // an ancestor's ceiling less what its other children are guaranteed and do not use
  kUser,
  kJobType,
  kModel,
  kPod,
};

struct Shortfall {
  Bound bound = Bound::kTeam;
  std::string team;  // whose limit it is: the pod's team or an ancestor
  std::string key;   // the user, job type or model; empty for the others
  GpuUnits requested;
  GpuUnits used;
  GpuUnits reserved;
  GpuUnits limit;
  bool operator==(const Shortfall&) const = default;

  [[nodiscard]] GpuUnits free() const;  // never negative
};

// "team vision", "user bob of team vision": whose limit it is.
std::string holder_of(const Shortfall& shortfall);

// The sums that the bound holds down; of kPod, which sums up nothing, the total.
Dimension dimension_of(Bound bound);

// Empty: it fits. All shortfalls at once, the pod's team first, then its ancestors.
// kUnavailable: the ledger cannot judge it (not initialised, frozen, or a team or resource is unknown to its spec).
Result<std::vector<Shortfall>> evaluate(const Ledger& ledger, const Usage& usage, const Charge& charge);

// What a team keeps for those directly below it, except `child`: what they are guaranteed and do not use.
GpuUnits held_back(const LedgerSpec& spec, const Usage& usage, const TeamLimits& parent, const TeamLimits* child);

// The same ledger with nothing in it, and counted: what does not fit there never will.
Ledger emptied(const Ledger& ledger);

}  // namespace tollgate::quota
