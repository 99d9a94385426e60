#include "core/policy/decide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/builders.h"

namespace tollgate::policy {
namespace {

using fakes::a_pod;
using fakes::a_site;
using fakes::creating;
using fakes::PodBuilder;
using fakes::RequestBuilder;
using fakes::SiteBuilder;
using model::ContainerKind;
using model::Operation;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Decision validate(const Site& site, RequestBuilder request, const ClusterView& cluster = {}) {
  return decide(site, cluster, request.request(), Phase::kValidate, Instant{});
}

PodBuilder good_pod() { return a_pod().labelled("team", "vision").labelled("user", "alice"); }

std::vector<std::string> checks(const Decision& decision) {
  std::vector<std::string> checks;
  for (const Problem& problem : decision.problems) checks.push_back(problem.check);
  return checks;
}

TEST(Decide, AllowsAGoodPodAndSaysWhoseItIs) {
  const Decision decision = validate(a_site().pod_security("baseline"), creating(good_pod().labelled("job_type", "training")));
  EXPECT_TRUE(decision.allowed);
  EXPECT_EQ(decision.code, 200);
  EXPECT_THAT(decision.problems, IsEmpty());
  EXPECT_EQ(decision.team + "/" + decision.user + "/" + decision.job_type, "vision/alice/training");
}

TEST(Decide, NamesAllProblemsAtOnceInRuleTableOrder) {
  const Decision decision = validate(a_site().pod_security("baseline"), creating(a_pod().privileged().host_pid()));
  EXPECT_FALSE(decision.allowed);
  EXPECT_EQ(decision.code, 403);
  EXPECT_THAT(checks(decision), ElementsAre("team", "user", "hostNamespaces", "privileged"));
}

TEST(Decide, TellsThePolicysFieldFixAndPlace) {
  const Decision decision = validate(a_site().pod_security("baseline"), creating(good_pod().container("trainer").privileged()));
  EXPECT_EQ(denial_text(decision),
            "admission denied by tollgate (1 problem)\n"
            "[pod-security] spec.containers[trainer].securityContext.privileged must not be true. "
            "Fix: spec.containers[trainer].securityContext.privileged: false.\n"
            "policies/baseline.yaml:1");
}

TEST(Decide, NeverDeniesInTheMutatingPhase) {
  RequestBuilder request = creating(a_pod().privileged());
  EXPECT_TRUE(decide(a_site().pod_security("baseline"), {}, request.request(), Phase::kMutate, Instant{}).allowed);
}

TEST(Decide, LeavesDeletionsConnectionsAndOtherDoorsAlone) {
  const Site site = a_site().pod_security("baseline");
  EXPECT_TRUE(validate(site, creating(a_pod().privileged()).operation(Operation::kDelete)).allowed);
  EXPECT_TRUE(validate(site, creating(a_pod()).operation(Operation::kConnect).subresource("exec").without_object()).allowed);
  for (const char* door : {"status", "binding", "resize", "eviction"}) {
    EXPECT_TRUE(validate(site, creating(a_pod().privileged()).subresource(door)).allowed) << door;
  }
}

TEST(Decide, LeavesInfrastructureAlone) {
  EXPECT_TRUE(validate(a_site().pod_security("baseline"), creating(a_pod().privileged()).in("kube-system")).allowed);
}

TEST(Decide, RefusesAPodRequestWithoutAPod) {
  const Decision decision = validate(a_site(), creating(a_pod()).without_object());
  EXPECT_FALSE(decision.allowed);
  EXPECT_EQ(decision.code, 422);
}

TEST(Decide, FindsTheTeamByTheGuardedNamespaceLabelWhenThereIsOne) {
  ClusterView cluster;
  cluster.namespaces["moved"] = {"moved", {{std::string{kTeamLabel}, "vision"}}};
  EXPECT_EQ(validate(a_site(), creating(good_pod()).in("moved"), cluster).team, "vision");
  EXPECT_EQ(validate(a_site(), creating(good_pod()).in("moved")).team, "");
}

TEST(Modes, WarnWarnsAndAuditOnlyNotes) {
  const Decision warned = validate(a_site().pod_security("baseline", Mode::kWarn), creating(good_pod().host_pid()));
  EXPECT_TRUE(warned.allowed);
  EXPECT_THAT(warned.warnings, ElementsAre("[pod-security] spec.hostPID must not be true. Fix: spec.hostPID: false."));
  const Decision audited = validate(a_site().pod_security("baseline", Mode::kAudit), creating(good_pod().host_pid()));
  EXPECT_TRUE(audited.allowed);
  EXPECT_THAT(audited.warnings, IsEmpty());
  EXPECT_THAT(audited.problems, SizeIs(1));
}

TEST(Modes, EveryMatchingInstanceJudgesInItsOwn) {
  const SiteBuilder site = a_site().pod_security("restricted", Mode::kWarn).pod_security("baseline");
  const Decision decision = validate(site, creating(good_pod().host_pid()));
  EXPECT_FALSE(decision.allowed);
  ASSERT_THAT(decision.problems, SizeIs(2));
  EXPECT_EQ(decision.problems[0].policy, "baseline");
  EXPECT_THAT(decision.warnings, SizeIs(1));
}

TEST(Workloads, AreOnlyWarnedOfWhatTheirPodsWillBeTold) {
  const Decision decision = validate(a_site().pod_security("baseline"), creating("Deployment", good_pod().host_network()));
  EXPECT_TRUE(decision.allowed);
  EXPECT_THAT(decision.warnings, ElementsAre(HasSubstr("spec.template.spec.hostNetwork must not be true")));
}

TEST(DefaultRule, StepsBackOnlyWhereAPolicyOfItsRuleMatches) {
  PolicyInstance lenient = fakes::instance_of("required-labels", "lenient");
  lenient.mode = Mode::kWarn;
  lenient.match.namespaces = {"vision-dev"};
  const Site site = a_site().policy(lenient);
  EXPECT_TRUE(validate(site, creating(a_pod()).in("vision-dev")).allowed);
  EXPECT_FALSE(validate(site, creating(a_pod()).in("vision")).allowed);
}

TEST(Update, IsJudgedByWhatItChanges) {
  const Site site = a_site().pod_security("baseline");
  const PodBuilder old = good_pod().container("a").privileged();
  EXPECT_TRUE(validate(site, creating(good_pod().container("a").privileged()).replacing(old)).allowed);
  EXPECT_TRUE(validate(site, creating(good_pod().container("a")).replacing(old)).allowed);
  EXPECT_FALSE(validate(site, creating(good_pod().container("a").privileged().host_pid()).replacing(old)).allowed);
}

TEST(Update, ThatMovesAnOldProblemElsewhereIsNew) {
  const Site site = a_site().pod_security("baseline");
  const PodBuilder old = good_pod().container("a").privileged().container("b");
  EXPECT_FALSE(validate(site, creating(good_pod().container("a").container("b").privileged()).replacing(old)).allowed);
}

TEST(Update, OfAnObjectThatIsGoingAwayIsAllowed) {
  const Decision decision =
      validate(a_site().pod_security("baseline"), creating(good_pod().host_pid()).replacing(good_pod().deleting()));
  EXPECT_TRUE(decision.allowed);
}

TEST(EphemeralContainers, AreHeldToPodSecurity) {
  const PodBuilder debugged = good_pod().container("a").container("debug", ContainerKind::kEphemeral).privileged();
  const Decision decision = validate(a_site().pod_security("baseline"),
                                     creating(debugged).replacing(good_pod().container("a")).subresource("ephemeralcontainers"));
  EXPECT_THAT(denial_text(decision), HasSubstr("spec.ephemeralContainers[debug].securityContext.privileged must not be true"));
}

}  // namespace
}  // namespace tollgate::policy
