#include "core/policy/judging/claim_origin.h"

#include <algorithm>
#include <array>

#include "core/policy/judging/ownership.h"

namespace tollgate::policy {
namespace {

using model::Text;

// The controller manager gives its controllers accounts of their own, or not.
constexpr std::array<Text, 2> kClaimControllers{"system:serviceaccount:kube-system:resource-claim-controller",
                                                "system:kube-controller-manager"};
constexpr Text kScheduler = "system:kube-scheduler";

bool may_make(const MadeForPod& made, Text caller) {
  if (made.claim.empty()) return caller == kScheduler;
  return std::ranges::find(kClaimControllers, caller) != kClaimControllers.end();
}

}  // namespace

std::optional<MadeForPod> says_made_for_pod(const model::Metadata& claim) {
  const model::OwnerReference* owner = controller_of(claim);
  if (owner == nullptr || owner->kind != "Pod" || owner->api_version != "v1") return std::nullopt;
  const std::optional<Text> name = claim.annotation(kPodClaimName);
  if (name && !name->empty()) return MadeForPod{.pod = owner, .claim = *name};
  if (!name && claim.annotation(kExtendedResourceClaim) == "true") return MadeForPod{.pod = owner, .claim = {}};
  return std::nullopt;
}

std::optional<MadeForPod> made_for_pod(const model::AdmissionRequest& request) {
  const auto* claim = std::get_if<model::ResourceClaim>(&request.object);
  if (claim == nullptr || request.operation != model::Operation::kCreate) return std::nullopt;
  const std::optional<MadeForPod> made = says_made_for_pod(claim->bearer.metadata);
  return made && may_make(*made, request.caller.username) ? made : std::nullopt;
}

}  // namespace tollgate::policy
