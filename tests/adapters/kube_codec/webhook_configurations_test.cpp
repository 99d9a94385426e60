#include "adapters/kube_codec/registration/webhook_configurations.h"

#include <gmock/gmock.h>

namespace tollgate::kube_codec {
namespace {

using policy::FailurePolicy;
using policy::Hook;
using policy::Phase;
using policy::Registration;
using testing::HasSubstr;
using testing::Not;

Registration one_hook(Phase phase, FailurePolicy failure_policy = FailurePolicy::kFail) {
  return {.excluded_namespaces = {"kube-system", "monitoring"},
          .hooks = {Hook{.name = "pods.example.com",
                         .phase = phase,
                         .rules = {{"", {"CREATE", "UPDATE"}, {"pods"}}},
                         .conditions = {{"matters", "first ||\nsecond"}},
                         .failure_policy = failure_policy}}};
}

const WebhookAddress kService{.at = ServiceAddress{.namespace_name = "tollgate-system", .name = "tollgate-webhook", .port = 443},
                              .ca_pem = {}};

TEST(WebhookConfigurations, AMutatingHookIsWrittenInFull) {
  EXPECT_THAT(webhook_configurations_yaml(one_hook(Phase::kMutate), kService), HasSubstr(R"(kind: MutatingWebhookConfiguration
metadata:
  name: tollgate
webhooks:
- name: pods.example.com
  clientConfig:
    service:
      namespace: tollgate-system
      name: tollgate-webhook
      port: 443
      path: /mutate
  admissionReviewVersions: [v1]
  rules:
  - apiGroups: [""]
    apiVersions: [v1]
    operations: [CREATE, UPDATE]
    resources: [pods]
    scope: Namespaced
  namespaceSelector:
    matchExpressions:
    - key: kubernetes.io/metadata.name
      operator: NotIn
      values: [kube-system, monitoring]
  matchConditions:
  - name: matters
    expression: |-
      first ||
      second
  matchPolicy: Equivalent
  failurePolicy: Fail
  timeoutSeconds: 5
  sideEffects: None
  reinvocationPolicy: IfNeeded
)"));
}

TEST(WebhookConfigurations, ARuleHasTheScopeOfItsResources) {
  Registration namespaces = one_hook(Phase::kValidate);
  namespaces.hooks[0].rules = {{"", {"CREATE"}, {"namespaces"}, policy::Scope::kCluster}};
  EXPECT_THAT(webhook_configurations_yaml(namespaces, kService), HasSubstr("    resources: [namespaces]\n    scope: Cluster\n"));
}

TEST(WebhookConfigurations, AValidatingHookMayHaveEffectsExceptOnADryRunAndIsNotInvokedAgain) {
  const std::string text = webhook_configurations_yaml(one_hook(Phase::kValidate), kService);
  EXPECT_THAT(text, HasSubstr("path: /validate\n"));
  EXPECT_THAT(text, HasSubstr("sideEffects: NoneOnDryRun\n"));
  EXPECT_THAT(text, Not(HasSubstr("reinvocationPolicy")));
}

TEST(WebhookConfigurations, AnAdvisoryHookIsIgnoredWhenItFails) {
  EXPECT_THAT(webhook_configurations_yaml(one_hook(Phase::kValidate, FailurePolicy::kIgnore), kService),
              HasSubstr("failurePolicy: Ignore\n"));
}

TEST(WebhookConfigurations, AUrlGetsThePathOfThePhase) {
  const WebhookAddress address{.at = BaseUrl{"https://127.0.0.1:9443"}, .ca_pem = {}};
  EXPECT_THAT(webhook_configurations_yaml(one_hook(Phase::kValidate), address),
              HasSubstr("    url: https://127.0.0.1:9443/validate\n"));
}

TEST(WebhookConfigurations, TheCaBundleIsTheFileInBase64AndLeftOutWithoutOne) {
  WebhookAddress address = kService;
  EXPECT_THAT(webhook_configurations_yaml(one_hook(Phase::kMutate), address), Not(HasSubstr("caBundle")));
  address.ca_pem = "-----BEGIN CERTIFICATE-----\n";
  EXPECT_THAT(webhook_configurations_yaml(one_hook(Phase::kMutate), address),
              HasSubstr("    caBundle: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==\n"));
}

}  // namespace
}  // namespace tollgate::kube_codec
