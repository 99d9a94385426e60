// Claims that Kubernetes' own components make for a pod: they are charged with the pod, not by themselves.
//
// Such a claim says so itself, by an annotation and its controller; that is believed only of the component that makes them.

#pragma once

#include <optional>
#include <string_view>

#include "core/model/admission_request.h"

namespace tollgate::policy {

// "trainer": the claim in the pod that this one was made for, from a template.
inline constexpr std::string_view kPodClaimName = "resource.kubernetes.io/pod-claim-name";
// "true": for the extended resources that the pod's containers ask for, by the scheduler.
inline constexpr std::string_view kExtendedResourceClaim = "resource.kubernetes.io/extended-resource-claim";

struct MadeForPod {
  const model::OwnerReference* pod = nullptr;
  model::Text claim;  // in the pod; empty: for its extended resources
};

// By what the claim says of itself: right of one that exists, since nobody may write that into it (rule dra-claims).
std::optional<MadeForPod> says_made_for_pod(const model::Metadata& claim);

// Of a claim that is being created; nothing unless the caller is the component that makes such claims.
std::optional<MadeForPod> made_for_pod(const model::AdmissionRequest& request);

}  // namespace tollgate::policy
