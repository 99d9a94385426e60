#include "adapters/kube_codec/registration/webhook_configurations.h"

#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "adapters/kube_codec/base64.h"
#include "core/overloaded.h"

namespace tollgate::kube_codec {
namespace {

using policy::Hook;
using policy::Phase;

// The API server gives up after this; we answer a second earlier.
constexpr int kTimeoutSeconds = 5;

std::string_view path_of(Phase phase) { return phase == Phase::kMutate ? "/mutate" : "/validate"; }

// "[a, b]"; the core group is the empty string, which YAML wants quoted.
std::string flow(const std::vector<std::string>& values) {
  return values == std::vector<std::string>{""} ? R"([""])" : fmt::format("[{}]", fmt::join(values, ", "));
}

std::string client_config(Phase phase, const WebhookAddress& address) {
  std::string text = "  clientConfig:\n";
  text += std::visit(Overloaded{[&](const ServiceAddress& at) {
                                  return fmt::format(
                                      "    service:\n      namespace: {}\n      name: {}\n      port: {}\n      path: {}\n",
                                      at.namespace_name, at.name, at.port, path_of(phase));
                                },
                                [&](const BaseUrl& at) { return fmt::format("    url: {}{}\n", at.url, path_of(phase)); }},
                     address.at);
  if (address.ca_pem) text += fmt::format("    caBundle: {}\n", to_base64(*address.ca_pem));
  return text;
}

std::string rules(const Hook& hook) {
  std::string text = "  rules:\n";
  for (const policy::HookRule& rule : hook.rules) {
    const std::string_view scope = rule.scope == policy::Scope::kCluster ? "Cluster" : "Namespaced";
    text += fmt::format("  - apiGroups: {}\n    apiVersions: [v1]\n    operations: {}\n    resources: {}\n    scope: {}\n",
                        flow({rule.group}), flow(rule.operations), flow(rule.resources), scope);
  }
  return text;
}

std::string match_conditions(const Hook& hook) {
  if (hook.conditions.empty()) return "";
  std::string text = "  matchConditions:\n";
  for (const policy::MatchCondition& condition : hook.conditions) {
    text += fmt::format("  - name: {}\n    expression: |-\n      ", condition.name);
    for (const char c : condition.expression) {
      text += c;
      if (c == '\n') text += "      ";
    }
    text += '\n';
  }
  return text;
}

std::string namespace_selector(const std::vector<std::string>& excluded) {
  return fmt::format(
      "  namespaceSelector:\n    matchExpressions:\n    - key: kubernetes.io/metadata.name\n      operator: NotIn\n      values: "
      "{}\n",
      flow(excluded));
}

// /mutate writes nothing anywhere; /validate will, except on a dry run.
std::string_view answering(Phase phase) {
  return phase == Phase::kMutate ? "  sideEffects: None\n  reinvocationPolicy: IfNeeded\n" : "  sideEffects: NoneOnDryRun\n";
}

std::string hook_yaml(const Hook& hook, const std::vector<std::string>& excluded, const WebhookAddress& address) {
  return fmt::format("- name: {}\n", hook.name) + client_config(hook.phase, address) + "  admissionReviewVersions: [v1]\n" +
         rules(hook) + namespace_selector(excluded) + match_conditions(hook) +
         fmt::format("  matchPolicy: Equivalent\n  failurePolicy: {}\n  timeoutSeconds: {}\n",
                     hook.failure_policy == policy::FailurePolicy::kFail ? "Fail" : "Ignore", kTimeoutSeconds) +
         std::string{answering(hook.phase)};
}

std::string configuration(Phase phase, const policy::Registration& registration, const WebhookAddress& address) {
  std::string text = fmt::format(
      "apiVersion: admissionregistration.k8s.io/v1\nkind: {}WebhookConfiguration\nmetadata:\n  name: tollgate\nwebhooks:\n",
      phase == Phase::kMutate ? "Mutating" : "Validating");
  for (const Hook& hook : registration.hooks) {
    if (hook.phase == phase) text += hook_yaml(hook, registration.excluded_namespaces, address);
  }
  return text;
}

}  // namespace

std::string webhook_configurations_yaml(const policy::Registration& registration, const WebhookAddress& address) {
  return "# Written by `tollgate webhook-config` from the policy. Change the policy, not this.\n" +
         configuration(Phase::kMutate, registration, address) + "---\n" + configuration(Phase::kValidate, registration, address);
}

}  // namespace tollgate::kube_codec
