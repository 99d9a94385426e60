// The judgement: a pure function from values to a value.

#pragma once

#include "core/model/admission_request.h"
#include "core/model/instant.h"
#include "core/policy/cluster_view.h"
#include "core/policy/decision.h"
#include "core/policy/quota_view.h"
#include "core/policy/site.h"

namespace tollgate::policy {

// kMutate never denies: it stamps identity and fills in defaults. kValidate never edits: it collects all problems; denied when
// an enforcing instance has one. A pod with GPUs is only allowed once its `pending` charge was counted and concluded
// (judging/quota/conclude.h). A pod request without a pod is refused in both (422).
// Thread-safe: everything is read, nothing kept.
Decision decide(const Site& site, const ClusterView& cluster, const model::AdmissionRequest& request, Phase phase, Instant now,
                const QuotaView& quota = {});

}  // namespace tollgate::policy
