#include "app/reconcile/reconcile_namespaces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/fakes/memory_namespaces.h"
#include "tests/fakes/recording_log.h"

namespace tollgate::reconcile {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FakeCharges final : public ChargedPods {
 public:
  Result<int> count(const std::string& namespace_name, const std::string& team) override {
    if (failing) return Error{ErrorCode::kUnavailable, "nobody answers"};
    return pods[namespace_name + " " + team];
  }
  std::map<std::string, int> pods;
  bool failing = false;
};

class Namespaces : public testing::Test {
 protected:
  Namespaces() {
    policy::Team vision;
    vision.name = "vision";
    vision.namespaces = {"vision", "vision-*"};
    site_.teams = {vision};
  }

  static policy::ClusterView picture() {
    policy::ClusterView cluster;
    for (const char* name : {"other", "vision", "vision-dev"}) cluster.namespaces[name].name = name;
    cluster.namespaces["other"].labels["tollgate.dev/team"] = "vision";
    return cluster;
  }

  std::string team_of(const std::string& name) {
    const policy::Labels& labels = cluster_.picture().namespaces.at(name).labels;
    return labels.contains("tollgate.dev/team") ? labels.at("tollgate.dev/team") : "none";
  }

  policy::Site site_;
  fakes::MemoryNamespaces cluster_{picture()};
  fakes::RecordingLog log_;
  FakeCharges charges_;
  ReconcileNamespaces reconcile_{cluster_, charges_, log_};
};

TEST_F(Namespaces, CarryTheirTeamAfterOnePassAndTheSecondWritesNothing) {
  EXPECT_EQ(reconcile_.pass(site_, cluster_.picture()).written, 3);
  EXPECT_EQ(team_of("vision"), "vision");
  EXPECT_EQ(team_of("vision-dev"), "vision");
  EXPECT_EQ(team_of("other"), "none");
  EXPECT_EQ(log_.lines().size(), 3U);

  EXPECT_EQ(reconcile_.pass(site_, cluster_.picture()), (ReconcileNamespaces::Outcome{}));
  EXPECT_EQ(cluster_.writes(), 3);
}

TEST_F(Namespaces, OneThatFailsDoesNotKeepTheOthersBack) {
  cluster_.fail("vision", {ErrorCode::kUnavailable, "the API server is away"});
  const ReconcileNamespaces::Outcome outcome = reconcile_.pass(site_, cluster_.picture());
  EXPECT_EQ(outcome.written, 2);
  EXPECT_THAT(outcome.failures, ElementsAre("namespace vision: label tollgate.dev/team=vision added: the API server is away"));

  cluster_.heal();
  EXPECT_EQ(reconcile_.pass(site_, cluster_.picture()).written, 1);
}

TEST_F(Namespaces, OneInWhichItsTeamIsChargedStaysUntilItIsNot) {
  charges_.pods["other vision"] = 2;
  const ReconcileNamespaces::Outcome outcome = reconcile_.pass(site_, cluster_.picture());
  EXPECT_EQ(outcome.written, 2);
  EXPECT_THAT(outcome.failures, IsEmpty());
  EXPECT_THAT(outcome.waiting, ElementsAre("namespace other: label tollgate.dev/team=vision removed, when the 2 pods with GPUs "
                                           "that team vision is charged for in it have ended"));
  EXPECT_EQ(team_of("other"), "vision");

  charges_.pods.clear();
  EXPECT_EQ(reconcile_.pass(site_, cluster_.picture()).written, 1);
  EXPECT_EQ(team_of("other"), "none");
}

TEST_F(Namespaces, OneStaysWhenNobodyCanSayWhoIsChargedInIt) {
  charges_.failing = true;
  const ReconcileNamespaces::Outcome outcome = reconcile_.pass(site_, cluster_.picture());
  EXPECT_THAT(outcome.failures, ElementsAre("namespace other: label tollgate.dev/team=vision removed: nobody answers"));
  EXPECT_EQ(team_of("other"), "vision");
}

TEST_F(Namespaces, OneThatIsGoneIsNoFailure) {
  policy::ClusterView stale = picture();
  stale.namespaces["vision-gone"].name = "vision-gone";
  const ReconcileNamespaces::Outcome outcome = reconcile_.pass(site_, stale);
  EXPECT_EQ(outcome.written, 3);
  EXPECT_THAT(outcome.failures, IsEmpty());
}

}  // namespace
}  // namespace tollgate::reconcile
