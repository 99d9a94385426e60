#include "core/quota/queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/quota_builders.h"

namespace tollgate::quota {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::Tree;
using fakes::waiting;
using fakes::operator""_gpu;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Tree research(GpuUnits gpus = 8_gpu) { return a_tree().root("research", gpus); }
WaitingPod a_waiting_pod(std::int64_t gpus) { return waiting(a_pod_charge().of("research").gpus(gpus)); }

LiftPlan plan(const Ledger& ledger, std::vector<WaitingPod> pods, std::set<std::string, std::less<>> begun = {}) {
  Snapshot snapshot{.version = "7", .waiting = std::move(pods), .begun = std::move(begun)};
  return plan_lifts(ledger, snapshot, 0).value();
}

std::vector<std::string> uids(const std::vector<WaitingPod>& pods) {
  std::vector<std::string> all;
  all.reserve(pods.size());
  for (const WaitingPod& pod : pods) all.push_back(pod.charge.uid);
  return all;
}

std::vector<std::string> texts(const LiftPlan& plan) {
  std::vector<std::string> all;
  all.reserve(plan.waiting.size());
  for (const Waits& one : plan.waiting) all.push_back(waiting_text(plan, one, "research"));
  return all;
}

// A gang of so many pods of two GPUs.
std::vector<WaitingPod> a_gang(const std::string& name, std::size_t size, std::size_t present) {
  std::vector<WaitingPod> pods;
  pods.reserve(present);
  for (std::size_t i = 0; i < present; ++i) {
    pods.push_back(waiting(a_pod_charge().of("research").gpus(2)).in_gang(name, static_cast<std::int64_t>(size)));
  }
  return pods;
}

std::vector<WaitingPod> both(std::vector<WaitingPod> one, const std::vector<WaitingPod>& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

TEST(Queue, LetsInWhatFitsInOrder) {
  const WaitingPod first = a_waiting_pod(4);
  const WaitingPod second = a_waiting_pod(4);
  const WaitingPod third = a_waiting_pod(1);
  const LiftPlan made = plan(research().ledger(), {third, second, first});
  EXPECT_THAT(uids(made.lifts), ElementsAre(first.charge.uid, second.charge.uid));
  EXPECT_THAT(texts(made), ElementsAre("place 1 of 1 in the queue of research: needs 1 GPU, team research has 0 of 8 free"));
  ASSERT_TRUE(made.next.has_value());
  EXPECT_EQ(made.next->status.reservations.size(), 2U) << "promised before they are let in";
}

TEST(Queue, GoesByTierFirst) {
  const WaitingPod low = waiting(a_pod_charge().of("research").gpus(8)).tier(1);
  const WaitingPod high = waiting(a_pod_charge().of("research").gpus(8)).tier(2);
  EXPECT_THAT(uids(plan(research().ledger(), {low, high}).lifts), ElementsAre(high.charge.uid));
}

TEST(Queue, LetsNobodyPassWhoNeedsTheSame) {
  const WaitingPod large = a_waiting_pod(8);
  const WaitingPod small = a_waiting_pod(1);
  const LiftPlan made = plan(research().uses("research", 1_gpu).ledger(), {large, small});
  EXPECT_THAT(made.lifts, IsEmpty());
  EXPECT_FALSE(made.next.has_value());
  EXPECT_THAT(texts(made), ElementsAre("place 1 of 2 in the queue of research: needs 8 GPU, team research has 7 of 8 free",
                                       "place 2 of 2 in the queue of research: behind " + large.charge.name +
                                           ", for the quota of team research"));
}

TEST(Queue, LetsPassWhoNeedsSomethingElse) {
  const Ledger ledger = research().team("vision", 2_gpu).team("speech", 4_gpu).ledger();
  const WaitingPod vision = waiting(a_pod_charge().of("vision").gpus(2));
  const WaitingPod more = waiting(a_pod_charge().of("vision").gpus(1));
  const WaitingPod speech = waiting(a_pod_charge().of("speech").gpus(4));
  EXPECT_THAT(uids(plan(ledger, {vision, more, speech}).lifts), ElementsAre(vision.charge.uid, speech.charge.uid));
}

TEST(Queue, HoldsBackAUsersOrJobTypesOwnLimitToo) {
  const Ledger ledger = research().per_user(4_gpu).by_job_type("training", 6_gpu).ledger();
  const WaitingPod alice = waiting(a_pod_charge().of("research").gpus(4));
  const WaitingPod more = waiting(a_pod_charge().of("research").gpus(2));
  const WaitingPod again = waiting(a_pod_charge().of("research").job_type("inference").gpus(1));
  const WaitingPod bob = waiting(a_pod_charge().of("research").by("bob").gpus(2));
  const LiftPlan made = plan(ledger, {alice, more, again, bob});
  EXPECT_THAT(uids(made.lifts), ElementsAre(alice.charge.uid, bob.charge.uid));
  EXPECT_THAT(texts(made), ElementsAre(HasSubstr("user alice of team research has 0 of 4 free"),
                                       HasSubstr("for the quota of user alice of team research")));
}

TEST(Queue, KeepsNoTeamFromWhatItIsGuaranteed) {
  const Ledger ledger = research().team("vision", 8_gpu).team("speech", 8_gpu, 4_gpu).uses("vision", 2_gpu).ledger();
  const WaitingPod vision = waiting(a_pod_charge().of("vision").gpus(4));
  const WaitingPod smaller = waiting(a_pod_charge().of("vision").gpus(1));
  const WaitingPod speech = waiting(a_pod_charge().of("speech").gpus(4));
  const WaitingPod beyond = waiting(a_pod_charge().of("speech").gpus(1));
  const LiftPlan made = plan(ledger, {vision, smaller, speech, beyond});
  EXPECT_THAT(uids(made.lifts), ElementsAre(speech.charge.uid));
  EXPECT_THAT(texts(made),
              ElementsAre(HasSubstr("needs 4 GPU, team research has 2 of 4 free beside what other teams are guaranteed"),
                          HasSubstr("behind " + vision.charge.name), HasSubstr("behind " + vision.charge.name)));
}

TEST(Queue, HoldsNothingBackForWhatCanNeverFit) {
  const WaitingPod huge = a_waiting_pod(9);
  const WaitingPod small = a_waiting_pod(8);
  const LiftPlan made = plan(research().ledger(), {huge, small});
  EXPECT_THAT(uids(made.lifts), ElementsAre(small.charge.uid));
  EXPECT_THAT(texts(made), ElementsAre(HasSubstr("it can never fit: needs 9 GPU, team research may have 8")));
}

TEST(Queue, LetsAGangInWholeOrNotAtAll) {
  const auto gang = a_gang("job", 4, 4);
  EXPECT_EQ(plan(research().ledger(), gang).lifts.size(), 4U);
  const LiftPlan made = plan(research().uses("research", 1_gpu).ledger(), gang);
  EXPECT_THAT(made.lifts, IsEmpty());
  EXPECT_FALSE(made.next.has_value());
  EXPECT_THAT(texts(made), testing::Each("place 1 of 1 in the queue of research: needs 8 GPU, team research has 7 of 8 free"));
}

TEST(Queue, LetsOneOfTwoGangsInThatOnlyFitOneAfterTheOther) {
  const auto first = a_gang("one", 4, 4);
  const auto second = a_gang("two", 4, 4);
  const LiftPlan made = plan(research().ledger(), both(second, first));
  EXPECT_THAT(uids(made.lifts), testing::UnorderedElementsAreArray(uids(first)));
  EXPECT_EQ(made.waiting.size(), 4U);
}

TEST(Queue, WaitsForTheWholeGangAndHoldsNothingBackForIt) {
  const WaitingPod later = a_waiting_pod(8);
  std::vector<WaitingPod> pods = a_gang("job", 4, 3);
  pods.push_back(later);
  const LiftPlan made = plan(research().ledger(), pods);
  EXPECT_THAT(uids(made.lifts), ElementsAre(later.charge.uid));
  EXPECT_THAT(texts(made), testing::Each(HasSubstr("3 of the 4 pods that start together are there")));
}

TEST(Queue, LetsInWhatReplacesAPodOfAGangThatHasBegun) {
  EXPECT_EQ(plan(research().uses("research", 6_gpu).ledger(), a_gang("job", 4, 1), {"job"}).lifts.size(), 1U);
}

TEST(Queue, LetsInWhomThePromiseWasMadeToBefore) {
  const WaitingPod pod = a_waiting_pod(8);
  const LiftPlan made = plan(research().holds(pod.charge).ledger(), {pod, a_waiting_pod(8)});
  EXPECT_THAT(uids(made.lifts), ElementsAre(pod.charge.uid));
  EXPECT_FALSE(made.next.has_value());
}

TEST(Queue, MakesThePromiseAnewWhenThePodAsksForSomethingElse) {
  const WaitingPod pod = a_waiting_pod(8);
  Charge before = pod.charge;
  before.cells.front().key.pool = "spot";
  const LiftPlan made = plan(research().holds(before).ledger(), {pod});
  EXPECT_THAT(uids(made.lifts), ElementsAre(pod.charge.uid));
  ASSERT_EQ(made.next.value().status.reservations.size(), 1U);
  EXPECT_EQ(made.next->status.reservations[0].charge, pod.charge);
}

TEST(Queue, CountsWhatOthersWerePromised) {
  EXPECT_THAT(plan(research().holds(a_pod_charge().of("research").gpus(1)).ledger(), {a_waiting_pod(8)}).lifts, IsEmpty());
}

TEST(Queue, KeepsTheNumberOfPromisesDown) {
  const Snapshot snapshot{.version = "7", .waiting = {a_waiting_pod(1), a_waiting_pod(1), a_waiting_pod(1)}};
  const LiftPlan made = plan_lifts(research().ledger(), snapshot, 0, 2).value();
  EXPECT_EQ(made.lifts.size(), 2U);
  EXPECT_THAT(texts(made), ElementsAre(HasSubstr("2 pods before it were let in and not seen to run yet")));
  const Snapshot gang{.version = "7", .waiting = a_gang("job", 4, 4)};
  EXPECT_EQ(plan_lifts(research().ledger(), gang, 0, 2)->lifts.size(), 4U) << "it cannot be let in by halves";
}

TEST(Queue, LetsInAtOnceWhatHoldsNothing) {
  WaitingPod pod = a_waiting_pod(1);
  pod.charge.cells.clear();
  const LiftPlan made = plan(research(0_gpu).ledger(), {pod});
  EXPECT_EQ(made.lifts.size(), 1U);
  EXPECT_FALSE(made.next.has_value());
}

TEST(Queue, PlansOnlyForALedgerThatGrants) {
  const Snapshot snapshot{.version = "7", .waiting = {a_waiting_pod(1)}};
  const auto refused = [&](const Ledger& ledger, std::int64_t epoch) { return plan_lifts(ledger, snapshot, epoch).error().code; };
  Ledger ledger = research().ledger();
  EXPECT_EQ(refused(ledger, 1), ErrorCode::kUnavailable) << "not claimed yet";
  ledger.status.epoch = 2;
  EXPECT_EQ(refused(ledger, 1), ErrorCode::kConflict) << "somebody else's";
  ledger = research().ledger();
  ledger.spec.frozen = true;
  EXPECT_EQ(refused(ledger, 0), ErrorCode::kUnavailable);
  ledger = research().ledger();
  ledger.status.initialized = false;
  EXPECT_EQ(refused(ledger, 0), ErrorCode::kUnavailable);
  ledger = research().ledger();
  ledger.status.snapshot = "8";
  EXPECT_EQ(refused(ledger, 0), ErrorCode::kUnavailable) << "the pods are older than what was counted";
}

TEST(Queue, LeavesAPodOfAnUnknownTeamAloneAndGoesOn) {
  const WaitingPod lost = waiting(a_pod_charge().of("nobody").gpus(1));
  const WaitingPod pod = a_waiting_pod(1);
  const LiftPlan made = plan(research().ledger(), {lost, pod});
  EXPECT_THAT(uids(made.lifts), ElementsAre(pod.charge.uid));
  EXPECT_THAT(texts(made), ElementsAre(HasSubstr("policy rollout in progress")));
}

}  // namespace
}  // namespace tollgate::quota
