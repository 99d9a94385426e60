// What a pod would hold, as its team's ledger counts it.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/model/resource_claim.h"
#include "core/policy/gpu/placement.h"
#include "core/policy/judging/ownership.h"
#include "core/quota/ledger.h"

namespace tollgate::policy {

// Of one pod: the resources it holds, by team, user, job type, tier and pool. Nothing for a pod without GPUs, and when the
// quota tree above the team has no ceiling to count against. Resources the catalog does not know are rule gpu-request's
// affair and not counted. `uid`, `name` and `owner` are the pod's own. kInvalid: a quantity cannot be read.
Result<std::optional<quota::Charge>> charge_of(const Site& site, const Team& team, const model::Pod& pod,
                                               const Ownership& ownership);

// The same of a claim that is charged by itself, however many pods share it: it is placed like a pod that selects nothing.
std::optional<quota::Charge> charge_of(const Site& site, const Team& team, const model::ResourceClaim& claim,
                                       const Ownership& ownership);

// In GPUs, by the catalog. Nothing for what the catalog does not know.
model::GpuUnits worth_of(const Site& site, const quota::Charge& charge);

// "namespace/claim:NAME" is the name of a claim's charge; no pod has such a name.
inline constexpr std::string_view kClaimCharge = "claim:";

// Stands for the user and the job type that nobody stamped.
inline constexpr std::string_view kUnstamped = "unknown";

// A charge says whose it is, also where no label does.
Ownership charged_to(Ownership ownership);

}  // namespace tollgate::policy
