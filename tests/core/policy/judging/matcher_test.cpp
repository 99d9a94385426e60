#include <gtest/gtest.h>

#include "core/policy/decide.h"
#include "tests/fakes/builders.h"

namespace tollgate::policy {
namespace {

using fakes::a_pod;
using fakes::a_site;
using fakes::creating;
using fakes::RequestBuilder;

// Is a privileged pod refused by a pod-security policy with this match?
bool met_by(const Matcher& match, RequestBuilder request, const ClusterView& cluster = {}, std::vector<Matcher> exclude = {}) {
  PolicyInstance instance = fakes::instance_of("pod-security", "p", {{"level", "baseline"}});
  instance.match = match;
  instance.exclude = std::move(exclude);
  return !decide(a_site().policy(instance), cluster, request.request(), Phase::kValidate, Instant{}).allowed;
}

RequestBuilder privileged_pod() {
  return creating(a_pod().privileged().labelled("team", "vision").labelled("user", "alice").labelled("job_type", "training"));
}

fakes::PodBuilder alices_pod() { return a_pod().labelled("team", "vision").labelled("user", "alice"); }

TEST(Matcher, WithoutKeysMatchesAnything) { EXPECT_TRUE(met_by({}, privileged_pod())); }

TEST(Matcher, LooksAtWhoseThePodIs) {
  EXPECT_TRUE(met_by({.namespaces = {"x", "vis*"}}, privileged_pod()));
  EXPECT_FALSE(met_by({.namespaces = {"speech"}}, privileged_pod()));
  EXPECT_TRUE(met_by({.teams = {"vision"}}, privileged_pod()));
  EXPECT_FALSE(met_by({.teams = {"speech"}}, privileged_pod()));
  EXPECT_TRUE(met_by({.job_types = {"training"}}, privileged_pod()));
  EXPECT_FALSE(met_by({.job_types = {"inference"}}, privileged_pod()));
  EXPECT_TRUE(met_by({.users = {"ali?e"}}, privileged_pod()));
  EXPECT_FALSE(met_by({.users = {"bob"}}, privileged_pod()));
}

TEST(Matcher, LooksAtTheRequest) {
  EXPECT_TRUE(met_by({.callers = {"oidc:alice@*"}}, privileged_pod()));
  EXPECT_FALSE(met_by({.callers = {"alice"}}, privileged_pod()));
  EXPECT_TRUE(met_by({.caller_groups = {"dev*"}}, privileged_pod().of_groups({"ops", "devs"})));
  EXPECT_FALSE(met_by({.caller_groups = {"dev*"}}, privileged_pod()));
  EXPECT_TRUE(met_by({.kinds = {"Pod"}}, privileged_pod()));
  EXPECT_FALSE(met_by({.kinds = {"Deployment"}}, privileged_pod()));
  EXPECT_TRUE(met_by({.operations = {"CREATE"}}, privileged_pod()));
  EXPECT_FALSE(met_by({.operations = {"UPDATE"}}, privileged_pod()));
}

TEST(Matcher, LooksAtLabelsOfThePodAndItsNamespace) {
  EXPECT_TRUE(met_by({.labels = {{"team", {"vi*"}}}}, privileged_pod()));
  EXPECT_FALSE(met_by({.labels = {{"absent", {"*"}}}}, privileged_pod()));
  ClusterView cluster;
  cluster.namespaces["vision"] = {"vision", {{"env", "prod"}}};
  EXPECT_TRUE(met_by({.namespace_labels = {{"env", {"prod"}}}}, privileged_pod(), cluster));
  EXPECT_FALSE(met_by({.namespace_labels = {{"env", {"prod"}}}}, privileged_pod()));
}

TEST(Matcher, LooksAtTheServiceAccountWithItsNamespace) {
  const auto pod = [](std::string_view name) { return creating(alices_pod().privileged().service_account(name)); };
  EXPECT_TRUE(met_by({.service_accounts = {"vision:robot"}}, pod("robot")));
  EXPECT_TRUE(met_by({.service_accounts = {"vision:*"}}, pod("robot")));
  EXPECT_TRUE(met_by({.service_accounts = {"vision:default"}}, pod("")));
  EXPECT_FALSE(met_by({.service_accounts = {"robot"}}, pod("robot")));
  EXPECT_FALSE(met_by({.service_accounts = {"speech:robot"}}, pod("robot")));
  EXPECT_FALSE(met_by({.service_accounts = {"vision:Robot"}}, pod("robot")));
}

TEST(Matcher, LooksAtTheImagesOfAllContainersWrittenOut) {
  const auto pod = [] {
    return creating(alices_pod().container("setup", model::ContainerKind::kInit).image("busybox").privileged());
  };
  EXPECT_TRUE(met_by({.images = {"docker.io/library/busybox:latest"}}, pod()));
  EXPECT_TRUE(met_by({.images = {"*/busybox:*"}}, pod()));
  EXPECT_FALSE(met_by({.images = {"busybox"}}, pod()));
  EXPECT_FALSE(met_by({.images = {"registry.example.com/*"}}, pod()));
  EXPECT_TRUE(met_by({.images = {"registry.example.com/*"}},
                     creating(alices_pod().container("setup").image("busybox").container("b").privileged())));
}

TEST(Matcher, LooksAtThePoolThatIsSelectedElseWhereTheGpusComeFrom) {
  const auto matched = [](Matcher match, RequestBuilder request) {
    Site site = a_site().pod_security("baseline");
    site.gpus.models = {{.name = "h100"}};
    site.gpus.resources = {{.name = "nvidia.com/gpu", .units = model::GpuUnits::gpus(1)}};
    site.pools = {{.name = "kube", .model = "h100", .gpus = 8, .node_selector = {{"pool", "kube"}}},
                  {.name = "lab", .model = "h100", .gpus = 8, .node_selector = {{"pool", "lab"}}}};
    PolicyInstance instance = fakes::instance_of("pod-security", "p", {{"level", "baseline"}});
    instance.match = std::move(match);
    instance.source = {"p.yaml", 1, 1};
    site.policies = Policies{{std::make_shared<const PolicyInstance>(instance)}};
    return !decide(site, {}, request.request(), Phase::kValidate, Instant{}).allowed;
  };
  EXPECT_TRUE(matched({.pools = {"lab"}}, creating(a_pod().privileged().selecting("pool", "lab"))));
  EXPECT_FALSE(matched({.pools = {"kube"}}, creating(a_pod().privileged().selecting("pool", "lab"))));
  EXPECT_TRUE(matched({.pools = {"kube"}}, creating(a_pod().privileged().gpus("1"))));
  EXPECT_FALSE(matched({.pools = {"*"}}, creating(a_pod().privileged())));
}

TEST(Matcher, LooksAtTemplatesAsAtPods) {
  PolicyInstance instance = fakes::instance_of("pod-security", "p", {{"level", "baseline"}});
  instance.match = {.service_accounts = {"vision:robot"}, .images = {"docker.io/library/busybox:*"}};
  auto request = creating("Deployment", a_pod().container("main").image("busybox").privileged().service_account("robot"));
  EXPECT_EQ(decide(a_site().policy(instance), {}, request.request(), Phase::kValidate, Instant{}).warnings.size(), 1U);
}

TEST(Matcher, FindsNoServiceAccountInABinding) {
  Matcher anything;
  anything.service_accounts = {"*"};
  auto request = creating(a_pod().labelled("user", "alice")).subresource("binding");
  PolicyInstance instance = fakes::instance_of("immutable-labels", "p");
  instance.match = anything;
  instance.mode = Mode::kAudit;
  EXPECT_FALSE(decide(a_site().policy(instance), {}, request.request(), Phase::kValidate, Instant{}).allowed);
}

TEST(Matcher, NeedsAllItsKeys) {
  EXPECT_FALSE(met_by({.namespaces = {"vision"}, .users = {"bob"}}, privileged_pod()));
  EXPECT_TRUE(met_by({.namespaces = {"vision"}, .users = {"alice"}}, privileged_pod()));
}

TEST(Matcher, DoesNotMatchWhatIsNotThere) { EXPECT_FALSE(met_by({.teams = {"*"}}, privileged_pod().in("elsewhere"))); }

TEST(Exclude, TakesOutWhatAnyBlockMatches) {
  EXPECT_FALSE(met_by({}, privileged_pod(), {}, {{.users = {"bob"}}, {.users = {"alice"}}}));
  EXPECT_TRUE(met_by({}, privileged_pod(), {}, {{.teams = {"vision"}, .users = {"bob"}}}));
}

}  // namespace
}  // namespace tollgate::policy
