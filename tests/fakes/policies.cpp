#include "tests/fakes/policies.h"

#include <gtest/gtest.h>

#include "adapters/policy_files/yaml.h"

namespace tollgate::fakes {
namespace {

std::vector<std::string> texts(const std::vector<policy::Mistake>& mistakes, std::string_view severity = "error") {
  std::vector<std::string> all;
  for (const policy::Mistake& mistake : mistakes) all.push_back(policy::to_text(mistake, severity));
  return all;
}

}  // namespace

policy::Documents documents(std::string_view yaml) {
  policy_files::ParsedYaml parsed = policy_files::parse_yaml(yaml, "policies.yaml");
  for (const std::string& text : texts(parsed.mistakes)) ADD_FAILURE() << text;
  policy::Documents all;
  for (const policy::Document& document : parsed.documents) all.push_back(policy::decode(document));
  return all;
}

policy::Site site(std::string_view yaml) {
  policy::Compiled compiled = policy::compile(documents(yaml), "sha256:test");
  for (const std::string& text : texts(compiled.mistakes)) ADD_FAILURE() << text;
  return std::move(compiled.site);
}

std::vector<std::string> mistakes(std::string_view yaml) {
  return texts(policy::compile(documents(yaml), "sha256:test").mistakes);
}

std::vector<std::string> cautions(std::string_view yaml) {
  return texts(policy::compile(documents(yaml), "sha256:test").cautions, "warning");
}

std::string_view platform_yaml() {
  return R"(apiVersion: tollgate.dev/v1alpha1
kind: Platform
metadata: {name: site}
spec:
  identity: {stripPrefixes: ["oidc:"]}
  admins: {groups: [platform-admins], users: [root-of-all]}
  infrastructure: {namespaces: [gpu-operator]}
  jobTypes:
    training: {tier: normal, inferFrom: [Job]}
    inference: {tier: high, inferFrom: [Deployment]}
    interactive: {tier: normal}
  tiers:
    - {name: high, priorityClass: gpu-high, value: 100000, slurmQos: high}
    - {name: normal, priorityClass: gpu-normal, value: 10000, slurmQos: normal}
    - {name: low, priorityClass: gpu-low, value: 100, preemptible: true, slurmQos: low}
---
)";
}

}  // namespace tollgate::fakes
