#include "adapters/kube_codec/pod/parts.h"
#include "adapters/kube_codec/readers.h"

namespace tollgate::kube_codec {
namespace {

using model::PodClaim;

constexpr Member<PodClaim> kPodClaim[] = {
    {"name", into_text<&PodClaim::name>},
    {"resourceClaimName", into_text<&PodClaim::claim_name>},
    {"resourceClaimTemplateName", into_text<&PodClaim::template_name>},
};

}  // namespace

void read_pod_claims(const Cursor& at, model::List<PodClaim>& claims) {
  if (!at.is_list(kMaxItems)) return;
  claims.reserve(at.value().size());
  for (const json::Value& item : at.value().items()) {
    const Cursor claim{at, claims.size(), item};
    read_object(claim, kPodClaim, claims.emplace_back());
  }
}

}  // namespace tollgate::kube_codec
