// Kind Exemption: an exception from policies, with its reason and its end.

#pragma once

#include <array>

#include "core/policy/documents/draft.h"
#include "core/policy/documents/pod_policy.h"
#include "core/policy/fields/table.h"

namespace tollgate::policy {

template <>
struct Table<Exemption> {
  static constexpr std::array kRows{
      field<&Exemption::policies>("policies", "PodPolicies by name, default rules by the rule's; globs",
                                  {.required = true, .not_empty = true, .role = Role::kPolicy}),
      field<&Exemption::checks>("checks", "the checks of those policies that are not made",
                                {.not_empty = true, .role = Role::kCheck, .fallback = "all"}),
      field<&Exemption::match>("match",
                               "what it concerns: keys as in a PodPolicy; `images`: only what is wrong inside such containers",
                               {.fallback = "everything"}),
      field<&Exemption::reason>("reason", "why, for whoever reads it later", {.required = true}),
      field<&Exemption::ticket>("ticket", "where it was asked for"),
      field<&Exemption::approved_by>("approvedBy", "who takes the responsibility"),
      field<&Exemption::expires>("expires", "from then on it does nothing", {.required = true}),
  };
};

// Its policies exist and can be exempted from, and have its checks.
void check_exemptions(Draft& draft);

// What to say about exemptions that are over, or will be within two weeks. Not compile()'s: it has no clock.
std::vector<Mistake> endings(const std::vector<Exemption>& exemptions, Instant now);

}  // namespace tollgate::policy
