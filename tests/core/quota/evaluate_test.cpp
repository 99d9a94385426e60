#include "core/quota/evaluate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/quota_builders.h"

namespace tollgate::quota {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::Tree;
using fakes::operator""_gpu;

std::vector<Shortfall> short_of(const Tree& tree, const Charge& charge) {
  const Ledger ledger = tree.ledger();
  const Usage usage = Usage::of(ledger).value();
  return evaluate(ledger, usage, charge).value();
}

MATCHER_P2(ShortBy, bound, free, "") { return arg.size() == 1 && arg[0].bound == bound && arg[0].free() == free; }
MATCHER(Fits, "") { return arg.empty(); }

Tree research() { return a_tree().root("research", 64_gpu).team("vision", 64_gpu, 48_gpu).team("speech", 64_gpu); }

TEST(Ceiling, CountsTheWholeSubtreeOfEachAncestor) {
  const Tree tree = a_tree()
                        .root("research", 64_gpu)
                        .team("vision", 40_gpu)
                        .team("speech", 64_gpu)
                        .uses("speech", 30_gpu)
                        .uses("vision", 30_gpu);
  EXPECT_THAT(short_of(tree, a_pod_charge().of("vision").gpus(4)), Fits());
  EXPECT_THAT(short_of(tree, a_pod_charge().of("speech").gpus(5)), ShortBy(Bound::kTeam, 4_gpu));
}

TEST(Ceiling, TellsEveryLimitThatIsShort) {
  const Tree tree = a_tree().root("research", 64_gpu).team("vision", 60_gpu).per_user(8_gpu).uses("vision", 58_gpu);
  const auto shortfalls = short_of(tree, a_pod_charge().of("vision").gpus(16));
  ASSERT_EQ(shortfalls.size(), 3U);
  EXPECT_EQ(shortfalls[0], (Shortfall{Bound::kTeam, "vision", "", 16_gpu, 58_gpu, 0_gpu, 60_gpu}));
  EXPECT_EQ(shortfalls[1], (Shortfall{Bound::kUser, "vision", "alice", 16_gpu, 0_gpu, 0_gpu, 8_gpu}));
  EXPECT_EQ(shortfalls[2].team, "research");
}

TEST(Guarantee, SiblingCannotEatIntoIt) {
  EXPECT_THAT(short_of(research(), a_pod_charge().of("speech").gpus(16)), Fits());
  EXPECT_THAT(short_of(research().uses("speech", 16_gpu), a_pod_charge().of("speech").gpus(1)),
              ShortBy(Bound::kGuarantee, 0_gpu));
  EXPECT_THAT(short_of(research().uses("speech", 16_gpu), a_pod_charge().of("vision").gpus(48)), Fits());
}

TEST(Guarantee, TheParentsOwnPodsCannotEatIntoIt) {
  EXPECT_THAT(short_of(research(), a_pod_charge().of("research").gpus(16)), Fits());
  EXPECT_THAT(short_of(research(), a_pod_charge().of("research").gpus(17)), ShortBy(Bound::kGuarantee, 16_gpu));
}

TEST(Guarantee, WhatItsOwnerUsesIsNotHeldBackTwice) {
  EXPECT_THAT(short_of(research().uses("vision", 40_gpu), a_pod_charge().of("speech").gpus(16)), Fits());
  EXPECT_THAT(short_of(research().uses("vision", 50_gpu), a_pod_charge().of("speech").gpus(14)), Fits());
}

TEST(Dimensions, EachIsLimitedByItself) {
  const Tree tree = a_tree()
                        .root("research", 64_gpu)
                        .per_pod(16_gpu)
                        .team("vision", 64_gpu)
                        .by_job_type("inference", 4_gpu)
                        .by_model("a100-40gb", 2_gpu);
  EXPECT_THAT(short_of(tree, a_pod_charge().of("vision").job_type("inference").gpus(5)), ShortBy(Bound::kJobType, 4_gpu));
  EXPECT_THAT(short_of(tree, a_pod_charge().of("vision").job_type("training").gpus(5)), Fits());
  EXPECT_THAT(short_of(tree, a_pod_charge().of("vision").pool("spot").gpus(3)), ShortBy(Bound::kModel, 2_gpu));
  EXPECT_THAT(short_of(tree, a_pod_charge().of("vision").gpus(17)), ShortBy(Bound::kPod, 16_gpu));
}

TEST(Shares, SevenSeventhsAreOneGpu) {
  const Tree tree = a_tree().root("research", 1_gpu);
  EXPECT_THAT(short_of(tree, a_pod_charge().of("research").migs(7)), Fits());
  EXPECT_THAT(short_of(tree, a_pod_charge().of("research").migs(8)), ShortBy(Bound::kTeam, 1_gpu));
}

TEST(Names, OnlyTheLargestAttemptForOneNameCounts) {
  const Tree tree = a_tree()
                        .root("research", 8_gpu)
                        .holds(a_pod_charge().of("research").named("ns/train").gpus(6))
                        .holds(a_pod_charge().of("research").named("ns/train").gpus(4));
  EXPECT_THAT(short_of(tree, a_pod_charge().of("research").named("ns/other").gpus(2)), Fits());
  EXPECT_THAT(short_of(tree, a_pod_charge().of("research").named("ns/train").gpus(8)), Fits());
  EXPECT_THAT(short_of(tree, a_pod_charge().of("research").named("ns/other").gpus(3)), ShortBy(Bound::kTeam, 2_gpu));
}

TEST(Limits, LoweredBelowUseGrantNothing) {
  const Tree tree = a_tree().root("research", 4_gpu).uses("research", 8_gpu);
  EXPECT_THAT(short_of(tree, a_pod_charge().of("research").gpus(1)), ShortBy(Bound::kTeam, 0_gpu));
}

// What is promised to a name already counts once, but a limit put below it grants nothing to anybody.
TEST(Limits, LoweredBelowWhatANameIsPromisedGrantItNothingMore) {
  const auto again = [](GpuUnits ceiling) {
    return short_of(a_tree().root("research", ceiling).holds(a_pod_charge().of("research").named("ns/train").gpus(6)),
                    a_pod_charge().of("research").named("ns/train").gpus(6));
  };
  EXPECT_THAT(again(6_gpu), Fits());
  EXPECT_THAT(again(4_gpu), ShortBy(Bound::kTeam, 0_gpu));
}

TEST(Limits, LoweredByModelGrantNothingMoreToANameEither) {
  const Tree tree = a_tree()
                        .root("research", 64_gpu)
                        .by_model("h100-80gb", 4_gpu)
                        .holds(a_pod_charge().of("research").named("ns/train").gpus(6));
  EXPECT_THAT(short_of(tree, a_pod_charge().of("research").named("ns/train").gpus(6)), ShortBy(Bound::kModel, 0_gpu));
}

TEST(Amounts, AbsurdOnesAreShortInsteadOfWrapping) {
  const Tree tree = a_tree().root("research", 64_gpu);
  EXPECT_EQ(short_of(tree, a_pod_charge().of("research").gpus(std::numeric_limits<std::int64_t>::max())).size(), 1U);
}

TEST(Evaluate, CannotJudgeWhatTheLedgerDoesNotKnow) {
  Ledger ledger = research().ledger();
  const Usage usage = Usage::of(ledger).value();
  EXPECT_EQ(evaluate(ledger, usage, a_pod_charge().of("robotics").gpus(1)).error().code, ErrorCode::kUnavailable);
  Charge strange = a_pod_charge().of("vision").gpus(1);
  strange.cells[0].key.resource = "amd.com/gpu";
  EXPECT_THAT(evaluate(ledger, usage, strange).error().message, testing::HasSubstr("policy rollout in progress"));
  ledger.spec.frozen = true;
  EXPECT_EQ(evaluate(ledger, usage, a_pod_charge().of("vision").gpus(1)).error().code, ErrorCode::kUnavailable);
  ledger.status.initialized = false;
  EXPECT_THAT(evaluate(ledger, usage, a_pod_charge().of("vision").gpus(1)).error().message, testing::HasSubstr("first time"));
}

}  // namespace
}  // namespace tollgate::quota
