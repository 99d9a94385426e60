// What a fixture cannot say: a cluster that lacks the class, and what exactly is written.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/policy/decide.h"
#include "tests/fakes/builders.h"
#include "tests/fakes/team_changes.h"

namespace tollgate::policy {
namespace {

using fakes::a_pod;
using fakes::a_site;
using fakes::creating;
using fakes::PodBuilder;
using fakes::RequestBuilder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Site site_with_tiers() {
  Site site = a_site();
  site.platform.tiers = {{.name = "high", .priority_class = "gpu-high", .value = 2000, .slurm_qos = {}},
                         {.name = "normal", .priority_class = "gpu-normal", .value = 1000, .slurm_qos = {}}};
  for (JobType& type : site.platform.job_types) type.tier = type.name == "inference" ? "high" : "normal";
  return site;
}

ClusterView cluster_with(std::vector<PriorityClassView> classes) {
  ClusterView cluster{.observed = true, .namespaces = {}, .priority_classes = {}};
  for (PriorityClassView& view : classes) {
    const std::string name = view.name;
    cluster.priority_classes.emplace(name, std::move(view));
  }
  return cluster;
}

PodBuilder training() {
  return a_pod().labelled("team", "vision").labelled("user", "alice").labelled("job_type", "training").gpus("1");
}

std::vector<SetPriority> written(RequestBuilder request, const ClusterView& cluster = {}) {
  std::vector<SetPriority> all;
  for (const PlacedEdit& placed : decide(site_with_tiers(), cluster, request.request(), Phase::kMutate, Instant{}).edits) {
    if (const auto* edit = std::get_if<SetPriority>(&placed.edit)) all.push_back(*edit);
  }
  return all;
}

std::string denial(RequestBuilder request, const ClusterView& cluster = {}) {
  return denial_text(decide(site_with_tiers(), cluster, request.request(), Phase::kValidate, Instant{}));
}

TEST(PriorityClass, IsWrittenIntoAPodWithNumberAndPolicy) {
  EXPECT_THAT(written(creating(training())), ElementsAre(SetPriority{"gpu-normal", 1000, "PreemptLowerPriority"}));
  EXPECT_THAT(written(creating(training().prioritised("", 0, "PreemptLowerPriority"))),
              ElementsAre(SetPriority{"gpu-normal", 1000, "PreemptLowerPriority"}));
}

TEST(PriorityClass, IsWrittenAloneIntoATemplate) {
  EXPECT_THAT(written(creating("Job", training())), ElementsAre(SetPriority{"gpu-normal", {}, ""}));
}

TEST(PriorityClass, IsLeftToPodsInTemplatesThatAControllerMade) {
  EXPECT_THAT(written(creating("ReplicaSet", training()).owned_by("Deployment", "train")), IsEmpty());
}

TEST(PriorityClass, IsTheClustersWhereThereIsOne) {
  const ClusterView cluster = cluster_with({{.name = "gpu-normal", .value = 7, .preemption_policy = PreemptionPolicy::kNever}});
  EXPECT_THAT(written(creating(training()), cluster), ElementsAre(SetPriority{"gpu-normal", 7, "Never"}));
  EXPECT_EQ(denial(creating(training().prioritised("gpu-normal", 7, "Never")), cluster), "");
  EXPECT_THAT(denial(creating(training().prioritised("gpu-normal", 1000, "Never")), cluster),
              HasSubstr("spec.priority must be 7, the value of gpu-normal"));
}

TEST(PriorityClass, IsNeitherWrittenNorMissedWhereTheClusterLacksIt) {
  const ClusterView cluster = cluster_with({});
  EXPECT_THAT(written(creating(training()), cluster), IsEmpty());
  EXPECT_EQ(denial(creating(training().prioritised("", 0, "PreemptLowerPriority")), cluster), "");
}

TEST(PriorityClass, IsNotWrittenOverTheUsersOwnWord) {
  EXPECT_THAT(written(creating(training().prioritised("gpu-normal", 1000, "PreemptLowerPriority"))), IsEmpty());
  EXPECT_THAT(written(creating(training().prioritised("gpu-high", 2000, "PreemptLowerPriority"))), IsEmpty());
  EXPECT_THAT(written(creating(training().prioritised("", 0, "Never"))), IsEmpty());
  EXPECT_THAT(written(creating("Job", training().prioritised("", 0, ""))), IsEmpty());
}

TEST(PriorityClass, OfTheClustersDefaultIsNobodysOwnWordButATemplates) {
  const ClusterView cluster =
      cluster_with({{.name = "gpu-normal", .value = 1000}, {.name = "everyday", .value = 5, .global_default = true}});
  const PodBuilder everyday = training().prioritised("everyday", 5, "PreemptLowerPriority");
  EXPECT_THAT(written(creating(everyday), cluster), ElementsAre(SetPriority{"gpu-normal", 1000, "PreemptLowerPriority"}));
  EXPECT_THAT(written(creating("Job", everyday), cluster), IsEmpty());
}

TEST(PriorityClass, IsNotAskedForWithoutGpus) {
  const PodBuilder idle = a_pod().labelled("team", "vision").labelled("user", "alice").container("main");
  EXPECT_THAT(written(creating(idle)), IsEmpty());
  EXPECT_EQ(denial(creating(idle)), "");
}

TEST(PriorityClass, IsTheFirstOfTheTeamsListWhenItLacksTheTiers) {
  Site site = site_with_tiers();
  fakes::change_teams(site, [](auto& teams) {
    for (Team& team : teams) team.priority_classes = {"gpu-high", "gpu-low"};
  });
  RequestBuilder request = creating(training());
  const Decision decision = decide(site, ClusterView{}, request.request(), Phase::kMutate, Instant{});
  EXPECT_THAT(decision.edits, ElementsAre(PlacedEdit{"", SetPriority{"gpu-high", 2000, "PreemptLowerPriority"}}));
}

TEST(PriorityClass, OfAPolicyIsSaidToBeWritten) {
  EXPECT_THAT(fakes::instance_of("priority-class", "urgent", {{"default", "urgent"}}).does.writes,
              ElementsAre(Write{"spec.priorityClassName", "urgent"}));
  EXPECT_THAT(fakes::instance_of("priority-class", "plain").does.writes, IsEmpty());
}

TEST(PriorityClass, OfAPolicyMustBeAUsers) {
  const RuleKind* rule = find_rule("priority-class");
  Params params{rule->params};
  for (const char* bad : {"system-node-critical", "Urgent!"}) {
    params.write("default", std::string{bad});
    EXPECT_FALSE(rule->compile(params).ok()) << bad;
  }
}

}  // namespace
}  // namespace tollgate::policy
