#include "core/policy/gpu/queueing.h"

#include <algorithm>

#include "core/model/whole_number.h"
#include "core/policy/judging/ownership.h"

namespace tollgate::policy {
std::optional<std::size_t> quota_gate(const model::Pod& pod) {
  if (!pod.scheduling_gates) return std::nullopt;
  const auto found = std::ranges::find(*pod.scheduling_gates, kQuotaGate);
  if (found == pod.scheduling_gates->end()) return std::nullopt;
  return static_cast<std::size_t>(found - pod.scheduling_gates->begin());
}

bool is_to_wait(const Site& site, const model::Pod& pod, std::string_view job_type) {
  const JobType* type = site.find_job_type(job_type);
  if (type == nullptr || type->on_quota != OnQuota::kQueue || !pod.node_name.empty()) return false;
  const model::OwnerReference* owner = controller_of(pod.metadata);
  return owner == nullptr || owner->kind != "DaemonSet";
}

quota::Standing standing_of(const Site& site, const model::Pod& pod, std::string_view job_type) {
  quota::Standing standing{.since = std::string{pod.metadata.created}};
  const JobType* type = site.find_job_type(job_type);
  if (type == nullptr) return standing;
  const auto tier = std::ranges::find(site.platform.tiers, type->tier, &Tier::name);
  if (tier != site.platform.tiers.end()) standing.tier = tier->value;
  const model::OwnerReference* owner = controller_of(pod.metadata);
  if (!type->gang || owner == nullptr) return standing;
  standing.gang_size = model::whole_number(pod.metadata.annotation(kGangSizeAnnotation).value_or(model::Text{})).value_or(0);
  if (standing.gang_size > 0) standing.gang = owner->uid;
  return standing;
}

}  // namespace tollgate::policy
