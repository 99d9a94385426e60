#include "core/policy/registration.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/model/resource_claim.h"
#include "core/model/workload.h"
#include "core/policy/gpu/claimed_gpus.h"
#include "core/policy/gpu/queueing.h"
#include "core/policy/judging/claim_origin.h"

namespace tollgate::policy {
namespace {

// The labels that say whose a pod is, as a CEL list.
std::string guarded_keys(const LabelKeys& keys) { return fmt::format("['{}', '{}', '{}']", keys.team, keys.user, keys.job_type); }

// Whether an update adds, changes or takes away the label `k`. An absent label is not an empty one.
constexpr std::string_view kLabelChanges =
    R"((has(object.metadata.labels) && k in object.metadata.labels ? [object.metadata.labels[k]] : []) !=
  (has(oldObject.metadata.labels) && k in oldObject.metadata.labels ? [oldObject.metadata.labels[k]] : []))";

// The same of annotations.
constexpr std::string_view kAnnotationChanges =
    R"((has(object.metadata.annotations) && k in object.metadata.annotations ? [object.metadata.annotations[k]] : []) !=
  (has(oldObject.metadata.annotations) && k in oldObject.metadata.annotations ? [oldObject.metadata.annotations[k]] : []))";

// Whether the update changes what pods UPDATE is judged by. `request.subResource` does not exist on a request without one.
MatchCondition pod_matters(const LabelKeys& keys) {
  return {"new-or-changed", fmt::format(R"(request.operation == 'CREATE' ||
has(request.subResource) ||
object.spec != oldObject.spec ||
{}.exists(k,
  {}) ||
['{}', '{}'].exists(k,
  {}))",
                                        guarded_keys(keys), kLabelChanges, kPodClaims, kGangSizeAnnotation, kAnnotationChanges)};
}

// A label of these in a binding, or one that an update of the status changes; and the same of annotations.
MatchCondition labels_matter(const LabelKeys& keys) {
  return {"labels", fmt::format(R"({}.exists(k,
  request.operation == 'CREATE' ? has(object.metadata.labels) && k in object.metadata.labels :
  {}) ||
['{}', '{}'].exists(k,
  request.operation == 'CREATE' ? has(object.metadata.annotations) && k in object.metadata.annotations :
  {}))",
                                guarded_keys(keys), kLabelChanges, kPodClaims, kGangSizeAnnotation, kAnnotationChanges)};
}

// Whether the update of a claim changes whose it is, or what says that it was made for a pod. Its spec cannot change.
MatchCondition claim_matters(const LabelKeys& keys) {
  return {"new-or-changed",
          fmt::format(R"(request.operation == 'CREATE' ||
{}.exists(k,
  {}) ||
['{}', '{}'].exists(k,
  {}))",
                      guarded_keys(keys), kLabelChanges, kPodClaimName, kExtendedResourceClaim, kAnnotationChanges)};
}

// The pod templates of `object`, as a CEL list. A CronJob keeps its own inside that of its Jobs.
std::string templates_of(std::string_view object) {
  return fmt::format(
      "(has({0}.spec.jobTemplate) ? [{0}.spec.jobTemplate.spec.template] : has({0}.spec.template) ? [{0}.spec.template] : [])",
      object);
}

// A controller that scales, annotates or reports changes no template.
MatchCondition template_matters() {
  return {"new-or-changed",
          fmt::format("request.operation == 'CREATE' ||\n{} !=\n{}", templates_of("object"), templates_of("oldObject"))};
}

// A template whose pods would be charged (an extended resource's name has a domain), or believed (it names a user).
std::string template_is_guarded(const LabelKeys& keys) {
  return fmt::format(R"({}.exists(t,
  has(t.metadata) && has(t.metadata.labels) && '{}' in t.metadata.labels ||
  has(t.spec) && ['containers', 'initContainers'].exists(list, list in t.spec && t.spec[list] != null && t.spec[list].exists(c,
    has(c.resources) && ['limits', 'requests'].exists(k, k in c.resources && c.resources[k].exists(name, name.contains('/')))))))",
                     templates_of("object"), keys.user);
}

std::vector<HookRule> workload_rules() {
  std::vector<HookRule> rules;
  for (const model::WorkloadKind& kind : model::workload_kinds()) {
    auto rule = std::ranges::find(rules, kind.group, &HookRule::group);
    if (rule == rules.end()) rule = rules.insert(rule, {std::string{kind.group}, {"CREATE", "UPDATE"}, {}});
    rule->resources.emplace_back(kind.resource);
  }
  return rules;
}

std::string hook_name(Phase phase, std::string_view what) {
  return fmt::format("{}.{}.tollgate.dev", phase == Phase::kMutate ? "mutate" : "validate", what);
}

// What a pod is created as is completed; afterwards nothing of it is written.
Hook pods(Phase phase, const LabelKeys& keys) {
  Hook hook{.name = hook_name(phase, "pods"), .phase = phase, .rules = {}, .conditions = {}};
  if (phase == Phase::kMutate) {
    hook.rules = {{"", {"CREATE"}, {"pods"}}};
  } else {
    hook.rules = {{"", {"CREATE", "UPDATE"}, {"pods"}}, {"", {"UPDATE"}, {"pods/ephemeralcontainers"}}};
    hook.conditions = {pod_matters(keys)};
  }
  return hook;
}

// The other doors to a pod's labels. Status updates and bindings that leave them alone never come here, so that pods run and end
// whatever happens to the webhook.
Hook pod_labels(const LabelKeys& keys) {
  return {.name = hook_name(Phase::kValidate, "pod-labels"),
          .phase = Phase::kValidate,
          .rules = {{"", {"UPDATE"}, {"pods/status"}}, {"", {"CREATE"}, {"pods/binding", "bindings"}}},
          .conditions = {labels_matter(keys)}};
}

// Claims to devices. Kubernetes' controllers make and finish them without us, but for their creation.
Hook claims(Phase phase, const LabelKeys& keys) {
  Hook hook{.name = hook_name(phase, "claims"), .phase = phase, .rules = {}, .conditions = {}};
  if (phase == Phase::kMutate) {
    hook.rules = {{std::string{model::kDeviceGroup}, {"CREATE"}, {"resourceclaims"}}};
  } else {
    hook.rules = {{std::string{model::kDeviceGroup}, {"CREATE", "UPDATE"}, {"resourceclaims"}}};
    hook.conditions = {claim_matters(keys)};
  }
  return hook;
}

// Advice alone: the pods of a template are what is counted.
Hook claim_templates() {
  return {.name = hook_name(Phase::kValidate, "claim-templates"),
          .phase = Phase::kValidate,
          .rules = {{std::string{model::kDeviceGroup}, {"CREATE"}, {"resourceclaimtemplates"}}},
          .conditions = {},
          .failure_policy = FailurePolicy::kIgnore};
}

// Whose a namespace is: said by its name when it is created, by the guarded label afterwards, which can also be written through
// its subresources. Everything else that happens to a namespace, its end included, never comes here.
Hook namespaces() {
  return {.name = hook_name(Phase::kValidate, "namespaces"),
          .phase = Phase::kValidate,
          .rules = {{"", {"CREATE", "UPDATE"}, {"namespaces"}, Scope::kCluster},
                    {"", {"UPDATE"}, {"namespaces/status", "namespaces/finalize"}, Scope::kCluster}},
          .conditions = {{"new-or-relabelled",
                          fmt::format("request.operation == 'CREATE' ||\n['{}'].exists(k,\n  {})", kTeamLabel, kLabelChanges)}}};
}

// The same doors twice, because a failure policy belongs to a hook: each request meets exactly one of the two.
Hook guarded_workloads(Phase phase, const LabelKeys& keys) {
  return {.name = hook_name(phase, "workloads"),
          .phase = phase,
          .rules = workload_rules(),
          .conditions = {template_matters(), {"guarded", template_is_guarded(keys)}},
          .failure_policy = FailurePolicy::kFail};
}

Hook other_workloads(Phase phase, const LabelKeys& keys) {
  return {.name = hook_name(phase, "other-workloads"),
          .phase = phase,
          .rules = workload_rules(),
          .conditions = {template_matters(), {"not-guarded", "!" + template_is_guarded(keys)}},
          .failure_policy = FailurePolicy::kIgnore};
}

}  // namespace

Registration registration(const Site& site) {
  const LabelKeys& keys = site.platform.labels;
  Registration result{.excluded_namespaces = site.platform.infrastructure_namespaces, .hooks = {}};
  for (const Phase phase : {Phase::kMutate, Phase::kValidate}) {
    result.hooks.push_back(pods(phase, keys));
    result.hooks.push_back(guarded_workloads(phase, keys));
    result.hooks.push_back(other_workloads(phase, keys));
    result.hooks.push_back(claims(phase, keys));
  }
  result.hooks.push_back(claim_templates());
  result.hooks.push_back(pod_labels(keys));
  result.hooks.push_back(namespaces());
  return result;
}

}  // namespace tollgate::policy
