#include "core/policy/compile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/fakes/policies.h"

namespace tollgate::policy {
namespace {

using fakes::cautions;
using fakes::mistakes;
using fakes::site;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string with_platform(std::string_view yaml) { return std::string{fakes::platform_yaml()} + std::string{yaml}; }

// A team with this in its spec, as YAML flow.
std::string team(std::string_view name, std::string_view spec) {
  return "---\napiVersion: tollgate.dev/v1alpha1\nkind: Team\nmetadata: {name: " + std::string{name} + "}\nspec: {" +
         std::string{spec} + "}\n";
}

std::string cluster() {
  return "---\napiVersion: tollgate.dev/v1alpha1\nkind: SlurmCluster\nmetadata: {name: main}\n"
         "spec: {url: \"http://slurmrestd:6820\", tokenFile: /run/tollgate/slurm.token}\n";
}

// The mistakes in a team's spec; lines and columns left out.
std::vector<std::string> wrong_in_team(std::string_view spec) {
  std::vector<std::string> texts = mistakes(with_platform(team("vision", spec) + cluster()));
  for (std::string& text : texts) text.erase(0, text.find("error: "));
  return texts;
}

std::vector<std::string> wrong_in_platform(std::string_view spec) {
  std::vector<std::string> texts = mistakes("apiVersion: tollgate.dev/v1alpha1\nkind: Platform\nmetadata: {name: site}\nspec:\n" +
                                            std::string{spec} + team("vision", ""));
  for (std::string& text : texts) text.erase(0, text.find("error: "));
  return texts;
}

TEST(Compile, ReadsAWholeSite) {
  const Site s = site(with_platform(
      team("research", "") +
      team("vision",
           "parent: research, namespaces: [vision, \"vision-*\"], jobTypes: [training], members: {admins: [carol], "
           "users: [alice, bob], groups: [\"oidc:vision\"]}, slurm: {qos: [normal, high], defaultQos: normal, limits: "
           "{gpus: 64, gpusPerUser: 32}}, budget: {gpuHours: 20000}") +
      cluster()));
  const Team& vision = *s.find_team("vision");
  EXPECT_EQ(vision.parent, "research");
  EXPECT_THAT(vision.member_users, ElementsAre("alice", "bob"));
  EXPECT_EQ(vision.slurm->account, "vision");
  EXPECT_EQ(vision.slurm->gpus, 64);
  EXPECT_EQ(vision.slurm->jobs, std::nullopt);
  EXPECT_EQ(vision.budget->gpu_hours, 20000);
  EXPECT_EQ(s.find_job_type("inference")->tier, "high");
  EXPECT_EQ(s.platform.tiers.at(2).preemptible, true);
  EXPECT_EQ(s.slurm_clusters.at(0).sacctmgr, "sacctmgr");
  EXPECT_EQ(s.digest, "sha256:test");
}

TEST(Compile, KubernetesOwnNamespacesAndControllersAreAlwaysIn) {
  const Site s = site(with_platform(team("vision", "")));
  for (const char* name : {"kube-system", "kube-node-lease", "kube-public", "tollgate-system", "gpu-operator"}) {
    EXPECT_TRUE(s.is_infrastructure(name)) << name;
  }
  std::vector<std::string> names;
  for (const TrustedController& controller : s.platform.trusted_controllers) names.push_back(controller.name);
  EXPECT_THAT(names, Contains("system:serviceaccount:kube-system:job-controller"));
  EXPECT_THAT(names, Contains("system:kube-controller-manager"));
}

TEST(Compile, ReportsAllMistakesAtOnceWithTheirPlaces) {
  EXPECT_THAT(mistakes(R"(apiVersion: tollgate.dev/v1alpha1
kind: Team
metadata: {name: Vision}
spec:
  parnet: research
  namespaces: vision
  slurm: {fairshare: 0}
---
apiVersion: v1
kind: Taem
metadata: {}
)"),
              ElementsAre("error: no Platform document: there must be exactly one",
                          "policies.yaml:3:18: error: name must be a DNS label (at most 63 of a-z, 0-9 and -), not \"Vision\"",
                          "policies.yaml:5:3: error: unknown field \"parnet\" (did you mean \"parent\"?)",
                          "policies.yaml:6:15: error: namespaces must be a list, not \"vision\"",
                          "policies.yaml:7:10: error: there is no SlurmCluster document",
                          "policies.yaml:7:22: error: fairshare must be from 1 to 1000000, not 0",
                          "policies.yaml:9:1: error: spec is missing",
                          "policies.yaml:9:13: error: unknown apiVersion \"v1\" (known: tollgate.dev/v1alpha1)",
                          "policies.yaml:10:7: error: unknown kind \"Taem\" (did you mean \"Team\"?)"));
}

TEST(Compile, NeedsExactlyOnePlatformAndATeam) {
  EXPECT_THAT(mistakes(""), ElementsAre("error: no Platform document: there must be exactly one",
                                        "error: no Team document: there must be at least one"));
  EXPECT_THAT(mistakes(with_platform("apiVersion: tollgate.dev/v1alpha1\nkind: Platform\nmetadata: {name: other}\nspec: {}\n" +
                                     team("vision", ""))),
              ElementsAre("policies.yaml:17:1: error: a second Platform (the first: policies.yaml:1)"));
}

TEST(Compile, WrongTypesSayWhatStandsThere) {
  EXPECT_THAT(
      wrong_in_team("namespaces: [1]"),
      ElementsAre("error: namespaces must be the name of a namespace, or a glob of such names (* and ?), not the number 1: "
                  "put it in quotes"));
  EXPECT_THAT(wrong_in_team("members: [alice]"), ElementsAre("error: members must be a mapping, not a list"));
  EXPECT_THAT(wrong_in_team("members: {users: [no]}"), ElementsAre(HasSubstr("not the boolean no: put it in quotes")));
  EXPECT_THAT(wrong_in_team("budget: {gpuHours: many}"), ElementsAre("error: gpuHours must be a whole number, not \"many\""));
  EXPECT_THAT(wrong_in_team("budget: {gpuHours: 1.5}"),
              ElementsAre("error: gpuHours must be a whole number, not the number 1.5"));
  EXPECT_THAT(wrong_in_team("budget: {gpuHours: -1}"), ElementsAre("error: gpuHours must be from 0 to 1000000000, not -1"));
  EXPECT_THAT(wrong_in_team("namespaces:"), ElementsAre("error: namespaces has no value"));
  EXPECT_THAT(wrong_in_team("parent: null"), IsEmpty());
}

TEST(Compile, NamesAreHeldToTheirFormats) {
  EXPECT_THAT(wrong_in_team("namespaces: [Vision, a_b, \"v*_\"]"), testing::SizeIs(3));
  EXPECT_THAT(wrong_in_team("members: {users: [\"alice@example.com\"]}"),
              ElementsAre(HasSubstr("must be a Kubernetes label value")));
  EXPECT_THAT(wrong_in_team("slurm: {account: Vision}"), ElementsAre(HasSubstr("must be a Slurm name in lower case")));
  EXPECT_THAT(wrong_in_team("slurm: {account: root}"), ElementsAre("error: slurm.account: root is Slurm's own"));
  EXPECT_THAT(wrong_in_platform("  labels: {team: \"-team\", user: \"a/b/c\"}\n"),
              ElementsAre(HasSubstr("team must be a Kubernetes label key"), HasSubstr("user must be a Kubernetes label key")));
  EXPECT_THAT(wrong_in_platform("  labels: {team: x, user: x}\n"), ElementsAre(HasSubstr("three different keys")));
}

TEST(Compile, ReferencesMustLeadSomewhere) {
  EXPECT_THAT(wrong_in_team("parent: reserch"), ElementsAre("error: unknown team \"reserch\" (known: vision)"));
  EXPECT_THAT(wrong_in_team("jobTypes: [experimnt, trainin]"),
              ElementsAre(HasSubstr("unknown job type \"experimnt\""),
                          "error: unknown job type \"trainin\" (did you mean \"training\"?)"));
  EXPECT_THAT(wrong_in_team("slurm: {qos: [nomal]}"), ElementsAre("error: unknown QOS \"nomal\" (did you mean \"normal\"?)"));
  EXPECT_THAT(wrong_in_team("slurm: {qos: [high], defaultQos: normal}"),
              ElementsAre("error: slurm.defaultQos normal is not among its qos"));
  EXPECT_THAT(wrong_in_platform("  jobTypes: {training: {tier: normal}}\n"), ElementsAre("error: unknown tier \"normal\""));
  EXPECT_THAT(wrong_in_platform("  defaultJobType: training\n"), ElementsAre("error: unknown job type \"training\""));
}

TEST(Compile, TheTreeOfTeamsHasNoCycle) {
  EXPECT_THAT(
      mistakes(with_platform(team("a", "parent: b") + team("b", "parent: c") + team("c", "parent: a") + team("d", "parent: a"))),
      ElementsAre(HasSubstr("the team tree has a cycle: a → b → c → a")));
  EXPECT_THAT(wrong_in_team("parent: vision"), ElementsAre("error: the team tree has a cycle: vision → vision"));
}

TEST(Compile, NoNamespaceBelongsToTwoTeams) {
  const auto wrong = [](std::string_view a, std::string_view b) {
    return mistakes(
        with_platform(team("a", "namespaces: [" + std::string{a} + "]") + team("b", "namespaces: [" + std::string{b} + "]")));
  };
  EXPECT_THAT(wrong("x", "x"), ElementsAre(HasSubstr("namespace \"x\" already belongs to team a (policies.yaml:21)")));
  EXPECT_THAT(wrong("\"x-*\"", "\"x-*\""), ElementsAre(HasSubstr("already belongs to team a")));
  EXPECT_THAT(wrong("\"x-*\"", "\"*-x\""), ElementsAre(HasSubstr("equally long and can match the same namespace")));
  EXPECT_THAT(wrong("\"x-*-y\"", "\"x-y-*\""), ElementsAre(HasSubstr("\"x-y-*\" and team a's \"x-*-y\"")));
  EXPECT_THAT(wrong("\"x-y-*\"", "\"x-*-y\""), ElementsAre(HasSubstr("\"x-*-y\" and team a's \"x-y-*\"")));
  EXPECT_THAT(wrong("\"x-*\"", "\"y-*\""), IsEmpty());
  EXPECT_THAT(wrong("\"x-*\"", "\"x-y-*\""), IsEmpty());
  EXPECT_THAT(wrong("\"x-*\"", "x-1"), IsEmpty());
  EXPECT_THAT(wrong("kube-system", "gpu-operator"), ElementsAre(HasSubstr("is infrastructure"), HasSubstr("is infrastructure")));
}

TEST(Compile, WhatMustBeUniqueIs) {
  EXPECT_THAT(mistakes(with_platform(team("a", "") + team("a", ""))),
              ElementsAre(HasSubstr("a second Team \"a\" (the first: policies.yaml:18)")));
  EXPECT_THAT(mistakes(with_platform(team("a", "slurm: {account: b}") + team("b", "slurm: {}") + cluster())),
              ElementsAre(HasSubstr("\"b\" is already a team's Slurm account")));
  EXPECT_THAT(wrong_in_team("members: {users: [alice, alice]}"), ElementsAre("error: users names \"alice\" twice"));
  EXPECT_THAT(wrong_in_platform("  tiers: [{name: a, priorityClass: p, value: 1}, {name: a, priorityClass: p, value: 2}]\n"),
              ElementsAre(HasSubstr("\"a\" is already a tier"), HasSubstr("\"p\" is already a tier's PriorityClass")));
}

TEST(Compile, CautionsAreNoMistakes) {
  const std::string yaml =
      with_platform(team("a", "slurm: {limits: {gpus: 8}}") + team("b", "parent: a, slurm: {limits: {gpus: 16}}") + cluster());
  EXPECT_THAT(mistakes(yaml), IsEmpty());
  EXPECT_THAT(cautions(yaml), ElementsAre(HasSubstr("slurm.limits.gpus 16 is never reached: team a above it has 8")));
}

TEST(Compile, DroppingTheDomainIsWarnedAbout) {
  EXPECT_THAT(
      cautions(
          "apiVersion: tollgate.dev/v1alpha1\nkind: Platform\nmetadata: {name: site}\nspec: {identity: {dropDomain: true}}\n" +
          team("vision", "")),
      ElementsAre(HasSubstr("policies.yaml:1:1: warning: identity.dropDomain: alice@evil.example becomes alice")));
}

TEST(Site, ANamespaceBelongsToTheLabelsTeamElseTheExactNamesElseTheLongestGlobs) {
  const Site s = site(with_platform(team("a", "namespaces: [\"v-*\", v-exact]") + team("b", "namespaces: [\"v-long-*\"]")));
  EXPECT_EQ(s.team_of("v-1", {})->name, "a");
  EXPECT_EQ(s.team_of("v-long-1", {})->name, "b");
  EXPECT_EQ(s.team_of("v-exact", {})->name, "a");
  EXPECT_EQ(s.team_of("v-1", {{"tollgate.dev/team", "b"}})->name, "b");
  EXPECT_EQ(s.team_of("v-1", {{"tollgate.dev/team", "nobody"}})->name, "a");
  EXPECT_EQ(s.team_of("other", {}), nullptr);
}

TEST(Compile, LetsOnlyWhatWaitsStartTogether) {
  const auto wrong = [](std::string_view how) {
    std::string yaml{fakes::platform_yaml()};
    const std::string_view at = "training: {tier: normal";
    yaml.insert(yaml.find(at) + at.size(), how);
    return fakes::mistakes(yaml + "apiVersion: tollgate.dev/v1alpha1\nkind: Team\nmetadata: {name: vision}\nspec: {}\n");
  };
  EXPECT_THAT(wrong(", onQuota: queue, gang: true"), testing::IsEmpty());
  EXPECT_THAT(wrong(", gang: true"), testing::ElementsAre(testing::HasSubstr("jobTypes.training: gang needs onQuota: queue")));
  EXPECT_THAT(wrong(", onQuota: wait"), testing::ElementsAre(testing::HasSubstr("wait")));
}

}  // namespace
}  // namespace tollgate::policy
