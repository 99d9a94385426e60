#include "adapters/kube_client/watch/claim_follower.h"

#include "adapters/kube_codec/watched.h"
#include "core/policy/judging/claim_origin.h"

namespace tollgate::kube_client {
namespace {

std::string_view own_name(std::string_view name) { return name.substr(name.find('/') + 1); }

std::optional<quota::LiveClaims::MadeFor> made_for(const model::Metadata& claim) {
  const auto made = policy::says_made_for_pod(claim);
  if (!made) return std::nullopt;
  return quota::LiveClaims::MadeFor{std::string{made->pod->uid}, std::string{made->claim}, std::string{claim.name}};
}

}  // namespace

// What cannot be read is not seen either: a promise to it stays.
void ClaimFollower::put(const Object& object) {
  memory_.release();
  const Result<model::ResourceClaim> claim = kube_codec::decode_claim(object.value, &memory_);
  if (!claim) {
    return log_.warning(
        "claim not counted",
        {{"namespace", object.stored.namespace_name}, {"claim", object.stored.name}, {"error", claim.error().message}});
  }
  std::optional<quota::LivePods::Charged> charged;
  if (auto counted = charge_of_(*claim)) charged = {.root = std::move(counted->root), .charge = std::move(counted->charge)};
  claims_.lock()->put(object.stored.uid, std::move(charged), made_for(claim->bearer.metadata));
}

bool is_claim(std::string_view name) { return own_name(name).starts_with(policy::kClaimCharge); }

std::string claim_path(std::string_view name) {
  const std::string space{name.substr(0, name.find('/'))};
  return "/apis/resource.k8s.io/v1/namespaces/" + space + "/resourceclaims/" +
         std::string{own_name(name).substr(policy::kClaimCharge.size())};
}

}  // namespace tollgate::kube_client
