#include "core/policy/gpu/counted.h"

#include "core/policy/gpu/queueing.h"

namespace tollgate::policy {
namespace {

const Team* team_of(const Site& site, const ClusterView& cluster, const model::Pod& pod, std::string_view stamp) {
  if (const Team* stamped = site.find_team(stamp); stamped != nullptr) return stamped;
  const NamespaceView* home = cluster.find_namespace(pod.metadata.namespace_name);
  return site.team_of(pod.metadata.namespace_name, home == nullptr ? Labels{} : home->labels);
}

struct Owner {
  const Team* team = nullptr;  // nullptr: nobody's, or infrastructure's
  Ownership ownership;
};

Owner owner_of(const Site& site, const ClusterView& cluster, const model::Pod& pod) {
  if (site.is_infrastructure(pod.metadata.namespace_name)) return {};
  const Ownership ownership = charged_to(labelled(site.platform.labels, pod));
  return {team_of(site, cluster, pod, ownership.team), ownership};
}

std::optional<quota::Gate> gate_of(const model::Pod& pod) {
  const auto index = quota_gate(pod);
  if (!index) return std::nullopt;
  const model::Text said = pod.metadata.annotation(kWaitingAnnotation).value_or(model::Text{});
  return quota::Gate{.version = {}, .index = *index, .said = std::string{said}};
}

quota::Charge name_only(const model::Pod& pod) {
  return {.uid = std::string{pod.metadata.uid},
          .name = std::string{pod.metadata.namespace_name} + "/" + std::string{pod.metadata.name}};
}

std::map<std::string, std::vector<ClaimedGpus>, std::less<>> claims_of(const model::Pod& pod) {
  std::map<std::string, std::vector<ClaimedGpus>, std::less<>> claims;
  for (const PodClaimedGpus& one : written_claims(pod.metadata)) {
    claims[std::string{one.claim}].push_back({std::string{one.resource}, one.amount});
  }
  return claims;
}

}  // namespace

Result<std::optional<CountedCharge>> counted_charge(const Site& site, const ClusterView& cluster, const model::Pod& pod) {
  using Counted = std::optional<CountedCharge>;
  const Owner owner = owner_of(site, cluster, pod);
  if (owner.team == nullptr) return Counted{};
  std::optional<quota::Charge> charge = TRY(charge_of(site, *owner.team, pod, owner.ownership));
  std::optional<quota::Gate> gate = gate_of(pod);
  if (!charge && !gate) return Counted{};
  const std::string root = charge ? site.root_of(*owner.team).name : std::string{};
  if (!charge) charge = name_only(pod);
  return Counted{{root, std::move(*charge), standing_of(site, pod, owner.ownership.job_type), claims_of(pod), std::move(gate)}};
}

std::optional<CountedCharge> counted_charge(const Site& site, const ClusterView& cluster, const model::ResourceClaim& claim) {
  const Owner owner = owner_of(site, cluster, claim.bearer);
  if (owner.team == nullptr) return std::nullopt;
  std::optional<quota::Charge> charge = charge_of(site, *owner.team, claim, owner.ownership);
  if (!charge) return std::nullopt;
  return CountedCharge{site.root_of(*owner.team).name, std::move(*charge)};
}

}  // namespace tollgate::policy
