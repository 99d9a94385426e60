#include "core/quota/admit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/fakes/quota_builders.h"

namespace tollgate::quota {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::operator""_gpu;

std::vector<Outcome> outcomes(const Round& round) {
  std::vector<Outcome> all;
  for (const Answer& answer : round.answers) all.push_back(answer.outcome);
  return all;
}

TEST(Admit, ServesManyWaitersWithOneLedgerToStore) {
  const Ledger base = a_tree().root("research", 8_gpu).ledger();
  const std::vector<Waiter> waiters{a_pod_charge().of("research").gpus(4), a_pod_charge().of("research").gpus(6),
                                    a_pod_charge().of("research").gpus(4)};
  const Round round = admit(base, waiters, {});
  EXPECT_THAT(outcomes(round), testing::ElementsAre(Outcome::kReserved, Outcome::kShort, Outcome::kReserved));
  ASSERT_TRUE(round.next.has_value());
  EXPECT_EQ(round.next->status.reservations.size(), 2U);
  EXPECT_EQ(round.next->version, base.version);
  EXPECT_EQ(round.answers[2].before, 4_gpu);
  EXPECT_EQ(round.answers[2].after, 8_gpu);
}

TEST(Admit, StoresNothingWhenNothingFits) {
  const std::vector<Waiter> waiters{a_pod_charge().of("research").gpus(9)};
  EXPECT_FALSE(admit(a_tree().root("research", 8_gpu).ledger(), waiters, {}).next.has_value());
}

TEST(Admit, TheSamePodTwiceIsOnePromise) {
  const Charge pod = a_pod_charge().of("research").gpus(8);
  const std::vector<Waiter> twice{{pod}, {pod}};
  EXPECT_THAT(outcomes(admit(a_tree().root("research", 8_gpu).ledger(), twice, {})),
              testing::ElementsAre(Outcome::kReserved, Outcome::kHeld));
  EXPECT_THAT(outcomes(admit(a_tree().root("research", 8_gpu).holds(pod).ledger(), twice, {})),
              testing::ElementsAre(Outcome::kHeld, Outcome::kHeld));
}

TEST(Admit, CapsOutstandingPromisesPerTeamAndOwner) {
  const Ledger base = a_tree().root("research", 64_gpu).ledger();
  const auto pod = [](const char* owner) -> Charge { return a_pod_charge().of("research").owned_by(owner).gpus(1); };
  const std::vector<Waiter> waiters{{pod("job1")}, {pod("job1")}, {pod("job1")}, {pod("job2")}, {pod("job2")}};
  EXPECT_THAT(
      outcomes(admit(base, waiters, {.per_team = 3, .per_owner = 2})),
      testing::ElementsAre(Outcome::kReserved, Outcome::kReserved, Outcome::kCapped, Outcome::kReserved, Outcome::kCapped));
}

TEST(Admit, CountsAnUnlimitedChargeWhateverTheLimitsSay) {
  const std::vector<Waiter> waiters{a_pod_charge().of("research").gpus(9).unlimited(), a_pod_charge().of("research").gpus(1)};
  const Round round = admit(a_tree().root("research", 8_gpu).ledger(), waiters, {});
  EXPECT_THAT(outcomes(round), testing::ElementsAre(Outcome::kReserved, Outcome::kShort));
  EXPECT_EQ(round.answers[0].after, 9_gpu);
  ASSERT_EQ(round.answers[0].shortfalls.size(), 1U) << "what it would have been refused for";
  EXPECT_EQ(round.answers[0].shortfalls[0].limit, 8_gpu);
}

TEST(Admit, CountsNothingTheSpecDoesNotKnow) {
  const std::vector<Waiter> waiters{a_pod_charge().of("nobody").gpus(1).unlimited()};
  const Round round = admit(a_tree().root("research", 8_gpu).ledger(), waiters, {});
  EXPECT_THAT(outcomes(round), testing::ElementsAre(Outcome::kUnable));
  EXPECT_FALSE(round.next.has_value());
}

TEST(Admit, GrantsNothingOnALedgerItCannotRead) {
  Ledger base = a_tree().root("research", 8_gpu).uses("research", 1_gpu).ledger();
  base.spec.weights.clear();
  const std::vector<Waiter> waiters{a_pod_charge().of("research").gpus(1)};
  const Round round = admit(base, waiters, {});
  EXPECT_THAT(outcomes(round), testing::ElementsAre(Outcome::kUnable));
  EXPECT_FALSE(round.next.has_value());
}

// Whatever comes, in whatever order and grouping: never over a ceiling, and guarantees stay reachable.
RC_GTEST_PROP(AdmitProperty, NeverGrantsBeyondALimit, ()) {
  Ledger ledger =
      a_tree().root("research", 64_gpu).team("vision", 40_gpu, 24_gpu).team("speech", 48_gpu, 8_gpu).per_user(16_gpu).ledger();
  const auto rounds = *rc::gen::inRange(1, 8);
  for (int i = 0; i < rounds; ++i) {
    std::vector<Waiter> waiters;
    const auto count = *rc::gen::inRange(1, 10);
    for (int k = 0; k < count; ++k) {
      const auto team = *rc::gen::element<std::string>("vision", "speech", "research");
      const auto user = *rc::gen::element<std::string>("alice", "bob");
      const auto name = "ns/" + std::to_string(*rc::gen::inRange(0, 12));
      waiters.push_back(a_pod_charge().of(team).by(user).named(name).gpus(*rc::gen::inRange(1, 20)));
    }
    Round round = admit(ledger, waiters, {});
    if (round.next) ledger = std::move(*round.next);
    const Usage usage = Usage::of(ledger).value();
    RC_ASSERT(usage.at("research").charged() <= 64_gpu);
    RC_ASSERT(usage.at("vision").charged() <= 40_gpu);
    RC_ASSERT(usage.at("speech").charged() <= 48_gpu);
    RC_ASSERT(usage.at("speech", Dimension::kUser, "bob").charged() <= 16_gpu);
    const GpuUnits untouched = 64_gpu - usage.at("research").charged();
    RC_ASSERT(untouched >= std::max(GpuUnits{}, 24_gpu - usage.at("vision").charged()) ||
              usage.at("research").charged() == GpuUnits{});
  }
}

}  // namespace
}  // namespace tollgate::quota
