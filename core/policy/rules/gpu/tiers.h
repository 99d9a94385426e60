// PriorityClasses: what is known of one, and which fit a team's pods.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/policy/judging/facts.h"

namespace tollgate::policy {

struct KnownClass {
  std::string_view name;
  std::int64_t value = 0;
  PreemptionPolicy preemption_policy = PreemptionPolicy::kPreemptLowerPriority;
  bool exists = false;  // a pod may name it: the API server refuses pods that name a class it does not have
  bool global_default = false;
};

// As the cluster has it, else as a tier of the policy says it should be; nothing for a name that neither knows.
std::optional<KnownClass> known_class(const Facts& facts, std::string_view name);

// The tier of the job type; nullptr when there is no such job type, or it has none.
const Tier* tier_of(const Platform& platform, std::string_view job_type);

// The tier whose class that is; nullptr for a class of none.
const Tier* tier_with_class(const Platform& platform, std::string_view priority_class);

// Some job type that the team may use runs in that tier.
bool team_runs_in(const Facts& facts, const Tier& tier);

}  // namespace tollgate::policy
