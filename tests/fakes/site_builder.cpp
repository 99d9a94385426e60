#include <stdexcept>

#include "tests/fakes/builders.h"

namespace tollgate::fakes {

using policy::PolicyInstance;
using policy::RuleKind;

SiteBuilder::SiteBuilder() {
  policy::Platform& platform = site_.platform;
  platform.identity = {.strip_prefixes = {"oidc:"}, .drop_domain = true};
  platform.infrastructure_namespaces = {"kube-system"};
  for (const char* name : {"job-controller", "replicaset-controller", "deployment-controller"}) {
    trusted({.name = std::string{"system:serviceaccount:kube-system:"} + name, .user_from_annotation = {}, .job_type = {}});
  }
  platform.job_types = {{.name = "inference", .tier = {}, .infer_from = {"Deployment"}},
                        {.name = "interactive", .tier = {}, .infer_from = {"Notebook"}},
                        {.name = "training", .tier = {}, .infer_from = {"Job"}}};
  site_.gpus.resources.push_back({.name = "nvidia.com/gpu", .units = model::GpuUnits::gpus(1)});
  policy::Team speech;
  speech.name = "speech";
  speech.namespaces = {"speech"};
  speech.job_types = {"inference"};
  speech.source = {"policies/teams/speech.yaml", 3, 1};
  policy::Team vision;
  vision.name = "vision";
  vision.namespaces = {"vision", "vision-*"};
  vision.source = {"policies/teams/vision.yaml", 14, 1};
  site_.teams = {speech, vision};
  for (const RuleKind* rule : policy::rule_table()) {
    if (rule->is_default) instances_.push_back(std::make_shared<const PolicyInstance>(instance_of(rule->name, rule->name)));
  }
}

SiteBuilder& SiteBuilder::trusted(policy::TrustedController controller) {
  site_.platform.trusted_controllers.push_back(std::move(controller));
  return *this;
}

SiteBuilder& SiteBuilder::default_job_type(std::string_view name) {
  site_.platform.default_job_type = name;
  return *this;
}

SiteBuilder& SiteBuilder::unmapped(policy::Unmapped gpu, policy::Unmapped other) {
  site_.platform.unmapped_gpu = gpu;
  site_.platform.unmapped_other = other;
  return *this;
}

SiteBuilder& SiteBuilder::policy(PolicyInstance instance) {
  instance.source = {"policies/" + instance.name + ".yaml", 1, 1};
  instances_.push_back(std::make_shared<const PolicyInstance>(std::move(instance)));
  return *this;
}

SiteBuilder& SiteBuilder::pod_security(std::string_view level, policy::Mode mode) {
  PolicyInstance instance = instance_of("pod-security", level, {{"level", std::string{level}}});
  instance.mode = mode;
  return policy(std::move(instance));
}

policy::Site SiteBuilder::build() const {
  policy::Site site = site_;
  site.policies = policy::Policies{instances_};
  return site;
}

PolicyInstance instance_of(std::string_view rule, std::string_view name,
                           std::vector<std::pair<std::string, std::string>> params) {
  const RuleKind* kind = policy::find_rule(rule);
  if (kind == nullptr) throw std::invalid_argument{"no such rule: " + std::string{rule}};
  policy::Params given{kind->params};
  for (auto& [key, value] : params) given.write(key, std::move(value));
  Result<policy::Rule> does = kind->compile(given);
  if (!does.ok()) throw std::invalid_argument{does.error().message};
  PolicyInstance instance;
  instance.name = name;
  instance.rule = kind;
  instance.does = *std::move(does);
  return instance;
}

}  // namespace tollgate::fakes
