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
