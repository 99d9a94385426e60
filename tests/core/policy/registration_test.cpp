#include "core/policy/registration.h"

#include <algorithm>

#include <gmock/gmock.h>

namespace tollgate::policy {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

Registration of(const Platform& platform) {
  Site site;
  site.platform = platform;
  return registration(site);
}

Hook hook(std::string_view name, const Platform& platform = {}) {
  const Registration all = of(platform);
  const auto found = std::ranges::find(all.hooks, name, &Hook::name);
  return found == all.hooks.end() ? Hook{} : *found;
}

TEST(Registration, LeavesInfrastructureOutByName) {
  Platform platform;
  platform.infrastructure_namespaces = {"kube-system", "tollgate-system"};
  EXPECT_THAT(of(platform).excluded_namespaces, ElementsAre("kube-system", "tollgate-system"));
}

TEST(Registration, CompletesPodsOnlyWhenTheyAreCreated) {
  EXPECT_THAT(hook("mutate.pods.tollgate.dev").rules, ElementsAre(AllOf(Field(&HookRule::operations, ElementsAre("CREATE")),
                                                                        Field(&HookRule::resources, ElementsAre("pods")))));
}

TEST(Registration, JudgesNewPodsChangedPodsAndEphemeralContainers) {
  EXPECT_THAT(hook("validate.pods.tollgate.dev").rules,
              ElementsAre(AllOf(Field(&HookRule::operations, ElementsAre("CREATE", "UPDATE")),
                                Field(&HookRule::resources, ElementsAre("pods"))),
                          AllOf(Field(&HookRule::operations, ElementsAre("UPDATE")),
                                Field(&HookRule::resources, ElementsAre("pods/ephemeralcontainers")))));
}

TEST(Registration, JudgesTheOtherDoorsToAPodsLabelsOnlyWhenTheyTouchThem) {
  const Hook labels = hook("validate.pod-labels.tollgate.dev");
  EXPECT_THAT(labels.rules, ElementsAre(AllOf(Field(&HookRule::operations, ElementsAre("UPDATE")),
                                              Field(&HookRule::resources, ElementsAre("pods/status"))),
                                        AllOf(Field(&HookRule::operations, ElementsAre("CREATE")),
                                              Field(&HookRule::resources, ElementsAre("pods/binding", "bindings")))));
  EXPECT_THAT(labels.conditions, ElementsAre(Field(&MatchCondition::expression, AllOf(HasSubstr("['team', 'user', 'job_type']"),
                                                                                      HasSubstr("tollgate.dev/gang-size")))));
}

TEST(Registration, JudgesNamespacesWhenTheyAreNewOrTheirTeamChanges) {
  const Hook namespaces = hook("validate.namespaces.tollgate.dev");
  EXPECT_THAT(namespaces.rules,
              ElementsAre(AllOf(Field(&HookRule::operations, ElementsAre("CREATE", "UPDATE")),
                                Field(&HookRule::resources, ElementsAre("namespaces"))),
                          AllOf(Field(&HookRule::operations, ElementsAre("UPDATE")),
                                Field(&HookRule::resources, ElementsAre("namespaces/status", "namespaces/finalize")))));
  EXPECT_THAT(namespaces.rules, Each(Field(&HookRule::scope, Scope::kCluster)));
  EXPECT_THAT(namespaces.conditions,
              ElementsAre(Field(&MatchCondition::expression, HasSubstr("['tollgate.dev/team'].exists(k"))));
}

TEST(Registration, AsksForTheSitesOwnLabels) {
  Platform platform;
  platform.labels = {.team = "example.com/team", .user = "example.com/user", .job_type = "example.com/kind"};
  EXPECT_THAT(
      hook("validate.pods.tollgate.dev", platform).conditions,
      ElementsAre(Field(&MatchCondition::expression, HasSubstr("['example.com/team', 'example.com/user', 'example.com/kind']"))));
  EXPECT_THAT(hook("mutate.workloads.tollgate.dev", platform).conditions,
              Contains(Field(&MatchCondition::expression, HasSubstr("'example.com/user' in t.metadata.labels"))));
}

TEST(Registration, CoversEveryWorkloadKindThatIsJudged) {
  EXPECT_THAT(
      hook("validate.workloads.tollgate.dev").rules,
      UnorderedElementsAre(
          AllOf(Field(&HookRule::group, "apps"),
                Field(&HookRule::resources, UnorderedElementsAre("deployments", "replicasets", "statefulsets", "daemonsets"))),
          AllOf(Field(&HookRule::group, "batch"), Field(&HookRule::resources, UnorderedElementsAre("jobs", "cronjobs"))),
          AllOf(Field(&HookRule::group, ""), Field(&HookRule::resources, ElementsAre("replicationcontrollers")))));
}

TEST(Registration, FailsClosedExceptForWorkloadsWithoutUserAndGpusAndForAdvice) {
  for (const Hook& each : of({}).hooks) {
    const bool advises =
        each.name.find("other-workloads") != std::string::npos || each.name.find("templates") != std::string::npos;
    EXPECT_EQ(each.failure_policy, advises ? FailurePolicy::kIgnore : FailurePolicy::kFail) << each.name;
  }
}

TEST(Registration, BringsAWorkloadToExactlyOneOfItsTwoHooks) {
  const std::string guarded = hook("mutate.workloads.tollgate.dev").conditions.at(1).expression;
  EXPECT_EQ(hook("mutate.other-workloads.tollgate.dev").conditions.at(1).expression, "!" + guarded);
}

TEST(Registration, JudgesClaimsWhenTheyAreNewOrSayOtherwiseWhoseTheyAre) {
  const Hook claims = hook("validate.claims.tollgate.dev");
  EXPECT_THAT(claims.rules, ElementsAre(AllOf(Field(&HookRule::group, "resource.k8s.io"),
                                              Field(&HookRule::operations, ElementsAre("CREATE", "UPDATE")),
                                              Field(&HookRule::resources, ElementsAre("resourceclaims")))));
  EXPECT_THAT(claims.conditions, ElementsAre(Field(&MatchCondition::expression,
                                                   AllOf(HasSubstr("['team', 'user', 'job_type']"),
                                                         HasSubstr("'resource.kubernetes.io/pod-claim-name'"),
                                                         HasSubstr("'resource.kubernetes.io/extended-resource-claim'")))));
}

TEST(Registration, GuardsWhatIsWrittenOnPodsForTheirClaims) {
  for (const char* name : {"validate.pods.tollgate.dev", "validate.pod-labels.tollgate.dev"}) {
    EXPECT_THAT(hook(name).conditions, ElementsAre(Field(&MatchCondition::expression, HasSubstr("'tollgate.dev/claims'"))));
  }
}

TEST(Registration, ListsEveryHookOfBothPhases) {
  const Registration all = of({});
  EXPECT_THAT(all.hooks, SizeIs(11));
  EXPECT_THAT(all.hooks, Each(Field(&Hook::rules, testing::Not(IsEmpty()))));
}

}  // namespace
}  // namespace tollgate::policy
