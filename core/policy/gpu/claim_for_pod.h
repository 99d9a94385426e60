// The end of a decision about a claim that Kubernetes makes for a pod.

#pragma once

#include "core/model/pod/pod.h"
#include "core/policy/decision.h"
#include "core/policy/site.h"
#include "core/result.h"

namespace tollgate::policy {

// Takes `decision.for_pod`, and `pod` as it is now: nullptr when it is not there, an error when it could not be read. Allowed
// when the pod was charged for the claim, refused when for less. A pod that is older than its charges was charged for no claim:
// then the claim is `decision.pending` by itself.
void answer_for_pod(const Site& site, const Result<const model::Pod*>& pod, Decision& decision);

}  // namespace tollgate::policy
