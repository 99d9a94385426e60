// When what does not fit now would fit, by the ends that are known.

#pragma once

#include <optional>

#include "core/model/instant.h"
#include "core/quota/evaluate.h"
#include "core/quota/team_quota.h"

namespace tollgate::quota {

// About the earliest time. `own` is the quota of the pod's team, `limiting` that of the team whose limit is short; either may be
// null. Nothing: it never fits, or too little is known: pods may end sooner than they must, and others may come first.
std::optional<Instant> fits_at(const Shortfall& shortfall, const TeamQuota* own, const TeamQuota* limiting);

}  // namespace tollgate::quota
