// Claims at the door: which are charged, and to whom; which are their pod's affair.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/policy/decide.h"
#include "core/policy/gpu/claim_for_pod.h"
#include "core/policy/gpu/given_ledgers.h"
#include "core/policy/judging/quota/conclude.h"
#include "core/quota/admit.h"
#include "tests/fakes/builders.h"
#include "tests/fakes/claim_builder.h"
#include "tests/fakes/team_changes.h"

namespace tollgate::policy {
namespace {

using fakes::a_claim;
using fakes::a_pod;
using fakes::ClaimBuilder;
using fakes::PodBuilder;
using model::GpuUnits;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kWhole = "deviceclass.resource.kubernetes.io/gpu.nvidia.com";

class Claims : public testing::Test {
 protected:
  Claims() {
    TeamQuota quota;
    quota.gpus = GpuUnits::gpus(8);
    fakes::change_team(site_, "vision")->quota = quota;
    site_.gpus.device_classes = {{"gpu.nvidia.com", GpuUnits::gpus(1)}};
  }

  Decision decision_on(ClaimBuilder claim, Phase phase = Phase::kValidate) const {
    return decide(site_, {}, claim.request(), phase, {});
  }

  Decision answered(ClaimBuilder claim, const PodBuilder* builder) {
    Decision decision = decision_on(std::move(claim));
    EXPECT_TRUE(decision.for_pod.has_value());
    if (!decision.for_pod) return decision;
    if (builder == nullptr) {
      answer_for_pod(site_, static_cast<const model::Pod*>(nullptr), decision);
      return decision;
    }
    model::Pod pod = builder->build(&arena_);
    pod.metadata.uid = "uid-1";
    answer_for_pod(site_, &pod, decision);
    return decision;
  }

  quota::Ledger ledger_with(std::int64_t used) const {
    const std::vector<UsedGpus> usage{
        {.team = "vision", .user = "bob", .job_type = "training", .pool = {}, .resource = "nvidia.com/gpu", .amount = used}};
    return given_ledgers(site_, usage)->at("vision");
  }

  Site site_ = fakes::a_site();
  std::pmr::monotonic_buffer_resource arena_;
};

TEST_F(Claims, AreChargedByThemselvesUnderANameThatNoPodHas) {
  const Decision decision = decision_on(a_claim("two").asking("gpu.nvidia.com", 2));
  ASSERT_TRUE(decision.pending.has_value()) << denial_text(decision);
  const quota::Charge& charge = decision.pending->charge;
  EXPECT_EQ(decision.pending->root, "vision");
  EXPECT_EQ(charge.uid, "uid-of-claim");
  EXPECT_EQ(charge.name, "vision/claim:two");
  EXPECT_THAT(charge.cells, ElementsAre(quota::Cell{{"vision", "alice", "training", "", "", kWhole}, 2}));
}

TEST_F(Claims, SayWhoseTheyAreAsPodsDo) {
  EXPECT_THAT(denial_text(decision_on(a_claim().asking("gpu.nvidia.com").labelled("vision", "bob", "training"))),
              HasSubstr("is not the caller, alice"));
  EXPECT_THAT(denial_text(decision_on(a_claim().asking("gpu.nvidia.com").labelled("speech", "alice", "training"))),
              HasSubstr("is not the team of namespace vision"));
  EXPECT_THAT(denial_text(decision_on(a_claim().asking("gpu.nvidia.com").labelled("vision", "alice", ""))),
              HasSubstr("is missing, and pods that ask for GPUs need it"));
}

TEST_F(Claims, AreStampedOnTheWayIn) {
  ClaimBuilder bare = a_claim().asking("gpu.nvidia.com");
  bare.labelled("", "", "inference");
  EXPECT_THAT(decision_on(std::move(bare), Phase::kMutate).edits,
              ElementsAre(PlacedEdit{"", SetLabel{"team", "vision"}}, PlacedEdit{"", SetLabel{"user", "alice"}}));
}

TEST_F(Claims, HoldWhatIsWrittenIntoTheLedgerTogetherWithPods) {
  Decision decision = decision_on(a_claim("three").asking("gpu.nvidia.com", 3));
  ASSERT_TRUE(decision.pending.has_value());
  const quota::Waiter waiter{.charge = decision.pending->charge};
  EXPECT_EQ(quota::admit(ledger_with(5), std::span{&waiter, 1}, {}).answers.front().outcome, quota::Outcome::kReserved);
  conclude(decision, quota::admit(ledger_with(6), std::span{&waiter, 1}, {}).answers.front());
  EXPECT_THAT(denial_text(decision), HasSubstr("exceeded quota: team vision requested 3 GPU, used 6, limit 8, free 2"));
}

TEST_F(Claims, OfUnmappedNamespacesAreRefusedLikePods) {
  Site nobodys = site_;
  nobodys.teams = {};
  ClaimBuilder claim = a_claim().asking("gpu.nvidia.com");
  EXPECT_THAT(denial_text(decide(nobodys, {}, claim.request(), Phase::kValidate, {})),
              HasSubstr("namespace vision belongs to no team, and claims that ask for GPUs are refused there"));
}

TEST_F(Claims, MadeFromATemplateAreNotChargedBesideTheirPod) {
  const PodBuilder pod = a_pod().annotated(kPodClaims, std::string{"trainer:"} + kWhole + "=2");
  const Decision decision = answered(a_claim().asking("gpu.nvidia.com", 2).made_for("train", "uid-1", "trainer"), &pod);
  EXPECT_TRUE(decision.allowed);
  EXPECT_FALSE(decision.pending);
}

TEST_F(Claims, MadeFromATemplateMayNotHoldMoreThanTheirPodWasChargedFor) {
  const PodBuilder pod = a_pod().annotated(kPodClaims, std::string{"trainer:"} + kWhole + "=2,other:" + kWhole + "=8");
  const Decision decision = answered(a_claim().asking("gpu.nvidia.com", 3).made_for("train", "uid-1", "trainer"), &pod);
  EXPECT_EQ(decision.code, 403);
  EXPECT_THAT(denial_text(decision), HasSubstr("[dra-claims] 3 of deviceclass.resource.kubernetes.io/gpu.nvidia.com is more than "
                                               "its pod was charged for"));
}

TEST_F(Claims, OfAPodThatIsOlderThanItsChargesAreChargedByThemselves) {
  const PodBuilder pod = a_pod();
  const Decision decision = answered(a_claim("made").asking("gpu.nvidia.com", 2).made_for("train", "uid-1", "trainer"), &pod);
  ASSERT_TRUE(decision.pending.has_value());
  EXPECT_THAT(decision.pending->charge.cells, ElementsAre(quota::Cell{{"vision", "unknown", "unknown", "", "", kWhole}, 2}));
}

TEST_F(Claims, OfAPodThatIsNotThereAreRefused) {
  EXPECT_FALSE(answered(a_claim().asking("gpu.nvidia.com").made_for("train", "uid-1", "trainer"), nullptr).allowed);
  const PodBuilder another = a_pod();
  EXPECT_FALSE(answered(a_claim().asking("gpu.nvidia.com").made_for("train", "uid-2", "trainer"), &another).allowed);
}

TEST_F(Claims, WaitForALookAtTheirPod) {
  Decision decision = decision_on(a_claim().asking("gpu.nvidia.com").made_for("train", "uid-1", "trainer"));
  answer_for_pod(site_, Error{ErrorCode::kUnavailable, "nobody answers"}, decision);
  EXPECT_EQ(decision.code, 503);
  EXPECT_THAT(denial_text(decision), HasSubstr("its pod cannot be looked at right now: nobody answers. Fix: try again."));
}

// KEP-5004: one class, asked for by its resource name, by its implicit name and by claims, is one sum in one quota.
TEST_F(Claims, OfExtendedResourcesAreCountedOnceWithThePodThatAskedForThem) {
  const PodBuilder pod = a_pod().limits("nvidia.com/gpu", "2").limits(kWhole, "1");
  EXPECT_TRUE(answered(a_claim().asking("gpu.nvidia.com", 3).made_for_resources_of("train", "uid-1"), &pod).allowed);

  const Decision more = answered(a_claim().asking("gpu.nvidia.com", 4).made_for_resources_of("train", "uid-1"), &pod);
  EXPECT_THAT(denial_text(more), HasSubstr("its pod was not charged for 4 of deviceclass.resource.kubernetes.io/gpu.nvidia.com"));
}

TEST_F(Claims, OfExtendedResourcesDoNotLiveOnWhatThePodsOwnClaimsPaid) {
  const PodBuilder pod = a_pod().limits("nvidia.com/gpu", "1").annotated(kPodClaims, std::string{"trainer:"} + kWhole + "=7");
  EXPECT_FALSE(answered(a_claim().asking("gpu.nvidia.com", 2).made_for_resources_of("train", "uid-1"), &pod).allowed);
}

TEST_F(Claims, AreBelievedToBeAPodsOnlyOfWhoMakesSuchClaims) {
  for (const char* caller : {"oidc:alice@example.com", "system:serviceaccount:vision:default", "system:kube-scheduler"}) {
    const Decision decision = decision_on(a_claim().asking("gpu.nvidia.com").made_for("train", "uid-1", "trainer").by(caller));
    EXPECT_FALSE(decision.for_pod) << caller;
    EXPECT_THAT(denial_text(decision), HasSubstr("is for Kubernetes to set on claims that it makes for pods")) << caller;
  }
  EXPECT_FALSE(decision_on(a_claim().asking("gpu.nvidia.com").made_for_resources_of("train", "uid-1").by("oidc:alice")).for_pod);
}

// A template may carry annotations for its claims.
TEST_F(Claims, MadeFromATemplateCannotPassForTheSchedulers) {
  ClaimBuilder claim = a_claim().asking("gpu.nvidia.com").made_for("train", "uid-1", "trainer");
  claim.annotated("resource.kubernetes.io/extended-resource-claim", "true");
  EXPECT_FALSE(decision_on(std::move(claim)).allowed);
}

}  // namespace
}  // namespace tollgate::policy
