#include "core/policy/gpu/counted.h"

#include "core/policy/gpu/charge.h"

namespace tollgate::policy {
namespace {

const Team* team_of(const Site& site, const ClusterView& cluster, const model::Pod& pod, std::string_view stamp) {
  if (const Team* stamped = site.find_team(stamp); stamped != nullptr) return stamped;
  const NamespaceView* home = cluster.find_namespace(pod.metadata.namespace_name);
  return site.team_of(pod.metadata.namespace_name, home == nullptr ? Labels{} : home->labels);
}

}  // namespace

Result<std::optional<CountedCharge>> counted_charge(const Site& site, const ClusterView& cluster, const model::Pod& pod) {
  using Counted = std::optional<CountedCharge>;
  if (site.is_infrastructure(pod.metadata.namespace_name)) return Counted{};
  Ownership ownership = labelled(site.platform.labels, pod);
  const Team* team = team_of(site, cluster, pod, ownership.team);
  if (team == nullptr) return Counted{};
  if (ownership.user.empty()) ownership.user = kUnstamped;
  if (ownership.job_type.empty()) ownership.job_type = kUnstamped;
  std::optional<quota::Charge> charge = TRY(charge_of(site, *team, pod, ownership));
  if (!charge) return Counted{};
  return Counted{{site.root_of(*team).name, std::move(*charge)}};
}

}  // namespace tollgate::policy
