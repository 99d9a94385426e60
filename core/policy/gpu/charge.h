// What a pod would hold, as its team's ledger counts it.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/policy/gpu/placement.h"
#include "core/policy/judging/ownership.h"
#include "core/quota/ledger.h"

namespace tollgate::policy {

// Of one pod: the resources it holds, by team, user, job type, tier and pool. Nothing for a pod without GPUs, and when the
// quota tree above the team has no ceiling to count against. Resources the catalog does not know are rule gpu-request's
// affair and not counted. `uid`, `name` and `owner` are the pod's own. kInvalid: a quantity cannot be read.
Result<std::optional<quota::Charge>> charge_of(const Site& site, const Team& team, const model::Pod& pod,
                                               const Ownership& ownership);

}  // namespace tollgate::policy
