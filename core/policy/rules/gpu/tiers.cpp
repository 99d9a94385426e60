#include "core/policy/rules/gpu/tiers.h"

#include <algorithm>

namespace tollgate::policy {

std::optional<KnownClass> known_class(const Facts& facts, std::string_view name) {
  const ClusterView& cluster = facts.cluster();
  if (const auto seen = cluster.priority_classes.find(name); seen != cluster.priority_classes.end()) {
    const PriorityClassView& view = seen->second;
    return KnownClass{view.name, view.value, view.preemption_policy, true, view.global_default};
  }
  const Tier* tier = tier_with_class(facts.platform(), name);
  if (tier == nullptr) return std::nullopt;
  return KnownClass{.name = tier->priority_class, .value = tier->value, .exists = !cluster.observed};
}

const Tier* tier_of(const Platform& platform, std::string_view job_type) {
  const auto type = std::ranges::find(platform.job_types, job_type, &JobType::name);
  if (type == platform.job_types.end()) return nullptr;
  const auto tier = std::ranges::find(platform.tiers, type->tier, &Tier::name);
  return tier == platform.tiers.end() ? nullptr : &*tier;
}

const Tier* tier_with_class(const Platform& platform, std::string_view priority_class) {
  const auto tier = std::ranges::find(platform.tiers, priority_class, &Tier::priority_class);
  return tier == platform.tiers.end() ? nullptr : &*tier;
}

bool team_runs_in(const Facts& facts, const Tier& tier) {
  return std::ranges::any_of(facts.platform().job_types,
                             [&](const JobType& type) { return type.tier == tier.name && may_use(*facts.team(), type.name); });
}

}  // namespace tollgate::policy
