#include <algorithm>
#include <array>

#include "core/policy/rules/gpu/dra_claims.h"
#include "core/policy/rules/gpu/gpu_quota.h"
#include "core/policy/rules/gpu/gpu_request.h"
#include "core/policy/rules/gpu/mig_profile.h"
#include "core/policy/rules/gpu/priority_class.h"
#include "core/policy/rules/gpu/quota_gate.h"
#include "core/policy/rules/identity/immutable_labels.h"
#include "core/policy/rules/identity/required_labels.h"
#include "core/policy/rules/identity/team_namespaces.h"
#include "core/policy/rules/security/pod_security.h"

namespace tollgate::policy {
namespace {

constexpr std::array kRuleTable{&kRequiredLabels, &kImmutableLabels, &kTeamNamespaces, &kGpuRequest,    &kDraClaims,
                                &kGpuQuota,       &kQuotaGateRule,   &kMigProfile,     &kPriorityClass, &kPodSecurity};

}  // namespace

std::span<const RuleKind* const> rule_table() { return kRuleTable; }

const RuleKind* find_rule(std::string_view name) {
  const auto found = std::ranges::find(kRuleTable, name, &RuleKind::name);
  return found == kRuleTable.end() ? nullptr : *found;
}

}  // namespace tollgate::policy
