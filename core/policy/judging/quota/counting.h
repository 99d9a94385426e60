// The pod's GPUs and its team's ledger: what is left to be counted after everything else was judged.
//
// A pod that waits behind our gate is not counted here: whoever takes the gate off counts it first. A workload holds nothing
// itself; of what its pods will ask for together only what can never be is refused.

#pragma once

#include "core/policy/judging/judge.h"
#include "core/policy/quota_view.h"

namespace tollgate::policy {

// Of a pod or a claim to be created, validated and not denied: sets `decision.pending`, to be counted by whoever holds the
// ledger. Of one that is denied anyway, or only tried (dry run): appends what the cached copy says, so that all problems show at
// once. Of a pod that waits: what would be too much for an empty ledger. Of a claim that is made for a pod: sets
// `decision.for_pod`, to be answered by whoever can look at the pod. Of a workload: judging/quota/totals.h.
void count(Instances instances, const Facts& facts, const QuotaView& quota, Decision& decision);

// What /mutate writes for the quota's sake: the gate into a pod that is to wait, and into the template of a workload whose pods
// start together how many they are.
void make_wait(Instances instances, const Facts& facts, const QuotaView& quota, std::vector<PlacedEdit>& edits);

}  // namespace tollgate::policy
