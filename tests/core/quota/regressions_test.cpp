// Defects that quotas elsewhere have had, each by its name.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "core/quota/admit.h"
#include "core/quota/confirm.h"
#include "core/quota/live_pods.h"
#include "core/quota/usage.h"
#include "tests/fakes/quota_builders.h"

namespace tollgate::quota {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::operator""_gpu;

constexpr std::chrono::nanoseconds kNow{0};

class Regression : public testing::Test {
 protected:
  Regression() {
    pods_.list_begins();
    pods_.reached("1");
    pods_.list_ends(kNow);
  }

  Outcome ask(const Charge& pod) {
    const std::vector<Waiter> waiters{{pod}};
    Round round = admit(ledger_, waiters, {});
    if (round.next) ledger_ = std::move(*round.next);
    return round.answers[0].outcome;
  }
  void live(const Charge& pod) {
    pods_.put(pod.uid, LivePods::Charged{.root = "research", .charge = pod});
    reach_next();
  }
  void end(const Charge& pod) {
    pods_.put(pod.uid, std::nullopt);
    reach_next();
  }
  void remove(const Charge& pod) {
    pods_.remove(pod.uid, kNow);
    reach_next();
  }
  Amounts counted() {
    const Confirmed confirmed = confirm(ledger_, pods_.snapshot(ledger_).value(), {}).value();
    if (confirmed.next) ledger_ = *confirmed.next;
    return Usage::of(ledger_)->at("research");
  }

  Ledger ledger_ = a_tree().root("research", 8_gpu).ledger();
  LivePods pods_;

 private:
  void reach_next() { pods_.reached(std::to_string(++version_)); }
  int version_ = 1;
};

TEST_F(Regression, OverAdmissionOnARetryPath) {
  const std::vector<Waiter> waiters{a_pod_charge().of("research").gpus(5)};
  const Ledger stale = ledger_;
  ASSERT_EQ(ask(a_pod_charge().of("research").gpus(5)), Outcome::kReserved);
  ASSERT_EQ(admit(stale, waiters, {}).answers[0].outcome, Outcome::kReserved) << "only until the swap fails";
  EXPECT_EQ(admit(ledger_, waiters, {}).answers[0].outcome, Outcome::kShort) << "the retry judges anew";
}

TEST_F(Regression, ChargesKeptAfterAlreadyExists) {
  const Charge first = a_pod_charge().of("research").named("ns/train").gpus(6);
  ASSERT_EQ(ask(first), Outcome::kReserved);
  for (int i = 0; i < 20; ++i) ask(a_pod_charge().of("research").named("ns/train").gpus(6));
  EXPECT_EQ(Usage::of(ledger_)->at("research").charged(), 6_gpu) << "attempts for one name can never live together";
}

TEST_F(Regression, DoubleGraceForLostNodes) {
  const Charge pod = a_pod_charge().of("research").gpus(6);
  live(pod);
  live(pod);  // marked for deletion, its node does not answer
  EXPECT_EQ(counted().charged(), 6_gpu) << "once, and until it is gone";
  remove(pod);
  EXPECT_EQ(counted().charged(), 0_gpu);
}

TEST_F(Regression, DriftOnReusedNames) {
  for (int i = 0; i < 5; ++i) {
    const Charge pod = a_pod_charge().of("research").named("ns/train").gpus(6);
    ASSERT_EQ(ask(pod), Outcome::kReserved);
    live(pod);
    EXPECT_EQ(counted().charged(), 6_gpu);
    remove(pod);
    EXPECT_EQ(counted().charged(), 0_gpu);
  }
}

TEST_F(Regression, OverflowByAbsurdAmounts) {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(ask(a_pod_charge().of("research").gpus(most)), Outcome::kShort);
  for (int i = 0; i < 3; ++i) live(a_pod_charge().of("research").gpus(most));
  EXPECT_TRUE(counted().used.is_unlimited()) << "a sum stops at the limit of its type";
  EXPECT_EQ(ask(a_pod_charge().of("research").gpus(1)), Outcome::kShort);
}

// Nothing at the door lets a team's label change; around the door it counts as what it now says, and is seen to be too much.
TEST_F(Regression, LabelChangeIntoAFullQuota) {
  ledger_ = a_tree().root("research", 8_gpu).team("vision", 4_gpu).team("speech", 4_gpu).ledger();
  Charge pod = a_pod_charge().of("vision").gpus(4);
  live(pod);
  live(a_pod_charge().of("speech").gpus(4));
  counted();
  for (Cell& cell : pod.cells) cell.key.team = "speech";
  live(pod);
  counted();
  EXPECT_EQ(Usage::of(ledger_)->at("speech").used, 8_gpu);
  EXPECT_EQ(Usage::of(ledger_)->at("vision").used, 0_gpu);
  EXPECT_EQ(ask(a_pod_charge().of("speech").gpus(1)), Outcome::kShort);
}

TEST_F(Regression, OwnerNameSquatting) {
  const auto pod = [](const std::string& name) -> Charge {
    return a_pod_charge().of("research").named(name).owned_by("5f0c1f0e").gpus(1);
  };
  const std::vector<Waiter> waiters{{pod("mallory/a")}, {pod("mallory/b")}, {pod("mallory/c")}, {pod("alice/a")}};
  const Round round = admit(ledger_, waiters, {.per_owner = 2});
  EXPECT_EQ(round.answers[2].outcome, Outcome::kCapped);
  EXPECT_EQ(round.answers[3].outcome, Outcome::kReserved)
      << "a reference forged in another namespace takes nothing from the owner";
}

TEST_F(Regression, FinishedPodsWithFinalizers) {
  const Charge pod = a_pod_charge().of("research").gpus(8);
  ASSERT_EQ(ask(pod), Outcome::kReserved);
  live(pod);
  end(pod);  // and stays
  EXPECT_EQ(counted().charged(), 0_gpu);
}

TEST_F(Regression, ForceDelete) {
  const Charge pod = a_pod_charge().of("research").gpus(8);
  ASSERT_EQ(ask(pod), Outcome::kReserved);
  live(pod);
  EXPECT_EQ(counted().used, 8_gpu);
  remove(pod);
  EXPECT_EQ(counted().charged(), 0_gpu);
  const Charge brief = a_pod_charge().of("research").gpus(8);
  ASSERT_EQ(ask(brief), Outcome::kReserved);
  live(brief);
  remove(brief);  // before anybody counted it
  EXPECT_EQ(counted().charged(), 0_gpu);
}

}  // namespace
}  // namespace tollgate::quota
