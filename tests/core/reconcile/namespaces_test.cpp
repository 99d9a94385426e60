#include "core/reconcile/namespaces.h"
#include "tests/fakes/team_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace tollgate::reconcile {
namespace {

using policy::kTeamLabel;
using testing::ElementsAre;
using testing::IsEmpty;

policy::Team team(std::string name, std::vector<std::string> namespaces) {
  policy::Team made;
  made.name = std::move(name);
  made.namespaces = std::move(namespaces);
  return made;
}

policy::Site a_site() {
  policy::Site site;
  site.platform.infrastructure_namespaces = {"kube-system"};
  site.teams = {team("all", {"*"}), team("speech", {"speech", "vision-speech-*"}), team("vision", {"vision", "vision-*"})};
  return site;
}

policy::Site without_the_catch_all() {
  policy::Site site = a_site();
  fakes::change_teams(site, [](auto& teams) { teams.erase(teams.begin()); });
  return site;
}

policy::ClusterView namespaces(std::vector<policy::NamespaceView> views) {
  policy::ClusterView cluster;
  for (policy::NamespaceView& view : views) cluster.namespaces.emplace(view.name, view);
  return cluster;
}

policy::NamespaceView labelled(std::string name, std::string team) {
  return {.name = std::move(name), .labels = {{std::string{kTeamLabel}, std::move(team)}}};
}

void carry_out(const std::vector<NamespaceAction>& actions, policy::ClusterView& cluster) {
  for (const NamespaceAction& action : actions) {
    policy::Labels& labels = cluster.namespaces.at(action.namespace_name).labels;
    if (action.team.empty()) {
      labels.erase(std::string{kTeamLabel});
    } else {
      labels[std::string{kTeamLabel}] = action.team;
    }
  }
}

TEST(PlanNamespaces, GivesANamespaceItsTeamByNameThenByLongestGlob) {
  const auto plan = plan_namespaces(
      a_site(), namespaces({{.name = "other"}, {.name = "speech"}, {.name = "vision-dev"}, {.name = "vision-speech-1"}}));
  EXPECT_THAT(plan, ElementsAre(NamespaceAction{"other", "all", ""}, NamespaceAction{"speech", "speech", ""},
                                NamespaceAction{"vision-dev", "vision", ""}, NamespaceAction{"vision-speech-1", "speech", ""}));
}

TEST(PlanNamespaces, TakesTheNameAsItsGroundAndNotTheLabel) {
  EXPECT_THAT(plan_namespaces(a_site(), namespaces({labelled("vision", "speech")})),
              ElementsAre(NamespaceAction{"vision", "vision", "speech"}));
}

TEST(PlanNamespaces, RemovesALabelThatNoTeamClaims) {
  EXPECT_THAT(plan_namespaces(without_the_catch_all(), namespaces({labelled("other", "vision"), labelled("third", "")})),
              ElementsAre(NamespaceAction{"other", "", "vision"}, NamespaceAction{"third", "", ""}));
}

TEST(PlanNamespaces, WritesNothingWhenAllIsRight) {
  EXPECT_THAT(plan_namespaces(without_the_catch_all(), namespaces({labelled("vision", "vision"), {.name = "other"}})), IsEmpty());
}

TEST(PlanNamespaces, LeavesInfrastructureAndDyingNamespacesAlone) {
  EXPECT_THAT(
      plan_namespaces(a_site(), namespaces({{.name = "kube-system"}, {.name = "vision", .labels = {}, .deleting = true}})),
      IsEmpty());
}

RC_GTEST_PROP(PlanNamespaces, AppliedOnceLeavesNothingToDo, ()) {
  const auto names = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("vision", "vision-1", "vision-speech-9", "speech", "other", "kube-system", "x"));
  policy::ClusterView cluster;
  for (const std::string& name : names) {
    const auto label = *rc::gen::element<std::string>("absent", "", "vision", "speech", "nobody");
    cluster.namespaces[name] = label == "absent" ? policy::NamespaceView{.name = name} : labelled(name, label);
  }
  const policy::Site site = *rc::gen::element(a_site(), without_the_catch_all());
  carry_out(plan_namespaces(site, cluster), cluster);
  RC_ASSERT(plan_namespaces(site, cluster).empty());
}

TEST(DescribeNamespaceAction, IsOneLineForPeople) {
  EXPECT_EQ(describe({"vision", "vision", ""}), "namespace vision: label tollgate.dev/team=vision added");
  EXPECT_EQ(describe({"vision", "vision", "old"}), "namespace vision: label tollgate.dev/team=vision instead of old");
  EXPECT_EQ(describe({"vision", "", "old"}), "namespace vision: label tollgate.dev/team=old removed");
}

}  // namespace
}  // namespace tollgate::reconcile
