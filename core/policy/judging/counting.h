// The pod's GPUs and its team's ledger: what is left to be counted after everything else was judged.

#pragma once

#include "core/policy/judging/judge.h"
#include "core/policy/quota_view.h"

namespace tollgate::policy {

// Of a pod to be created, validated and not denied: sets `decision.pending`, to be counted by whoever holds the ledger. Of one
// that is denied anyway, or only tried (dry run): appends what the cached copy says, so that all problems show at once.
void count(Instances instances, const Facts& facts, const QuotaView& quota, Decision& decision);

}  // namespace tollgate::policy
