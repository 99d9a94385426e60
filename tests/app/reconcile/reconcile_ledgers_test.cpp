// Limits and counts together, over one memory: what the leader's loop does, step by step.

#include "app/reconcile/reconcile_ledgers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "app/reconcile/quota_confirmer.h"
#include "core/quota/admit.h"
#include "core/quota/usage.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/memory_ledgers.h"
#include "tests/fakes/memory_pods.h"
#include "tests/fakes/quota_builders.h"
#include "tests/fakes/recording_log.h"

namespace tollgate::reconcile {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::operator""_gpu;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

quota::LedgerSpec tree(const std::string& root, const std::vector<std::string>& children = {}) {
  auto built = a_tree().root(root, 8_gpu);
  for (const std::string& child : children) built = std::move(built).team(child, 8_gpu);
  quota::LedgerSpec spec = built.ledger().spec;
  spec.policy_digest = "sha256:1";
  return spec;
}

// One who leads: limits and counts.
struct Leader {
  Leader(fakes::MemoryLedgers& ledgers, fakes::MemoryPods& pods, fakes::FakeClock& clock, Log& log)
      : confirmer{{pods, ledgers, clock}, {.claims = true, .settle = seconds{90}}},
        reconcile{ledgers, log, [this](const std::string& root) {
                    const auto confirmed = confirmer.confirm(root);
                    return confirmed && *confirmed == QuotaConfirmer::Outcome::kUnchanged;
                  }} {
    confirmer.tell_edits([this](const std::string&, const std::vector<std::string>& found) { edits = found; });
  }

  QuotaConfirmer confirmer;
  ReconcileLedgers reconcile;
  std::vector<std::string> edits;
};

class Ledgers : public testing::Test {
 protected:
  Ledgers() { pods_.listed(); }

  ReconcileLedgers::Outcome pass() {
    auto outcome = leader_.reconcile.pass(desired_);
    EXPECT_TRUE(outcome);
    return std::move(outcome).value();
  }
  void confirm_all(Leader& leader) {
    const auto all = ledgers_.list();
    for (const auto& object : *all) EXPECT_TRUE(leader.confirmer.confirm(object.ledger.root));
  }
  // Passes until there is nothing to do, but what waits for time.
  void run() {
    for (int i = 0; i < 10; ++i) {
      pass();
      confirm_all(leader_);
    }
  }
  void become_initialized() {
    run();
    clock_.advance(seconds{90});
    run();
  }
  quota::Outcome admit(const std::string& root, const quota::Charge& pod) {
    const std::vector<quota::Waiter> waiters{{pod}};
    const quota::Round round = quota::admit(ledgers_.at(root), waiters, {});
    if (round.next) {
      EXPECT_TRUE(ledgers_.replace(*round.next, {}));
    }
    return round.answers[0].outcome;
  }
  quota::Amounts amounts(const std::string& team, const std::string& root) {
    return quota::Usage::of(ledgers_.at(root))->at(team);
  }

  fakes::FakeClock clock_;
  fakes::MemoryLedgers ledgers_;
  fakes::MemoryPods pods_;
  fakes::RecordingLog log_;
  DesiredLedgers desired_{.specs = {{"research", tree("research", {"vision"})}}, .digest = "sha256:1"};
  Leader leader_{ledgers_, pods_, clock_, log_};
};

TEST_F(Ledgers, GrantNothingUntilTheyWereCountedForAsLongAsAPromiseLasts) {
  run();
  EXPECT_EQ(admit("research", a_pod_charge().of("vision").gpus(1)), quota::Outcome::kUnable);
  clock_.advance(seconds{89});
  run();
  EXPECT_EQ(admit("research", a_pod_charge().of("vision").gpus(1)), quota::Outcome::kUnable);
  clock_.advance(seconds{1});
  run();
  EXPECT_EQ(admit("research", a_pod_charge().of("vision").gpus(1)), quota::Outcome::kReserved);
}

TEST_F(Ledgers, CountWhatRanBeforeTheyWere) {
  pods_.show("research", a_pod_charge().of("vision").gpus(8));
  become_initialized();
  EXPECT_EQ(admit("research", a_pod_charge().of("vision").gpus(1)), quota::Outcome::kShort);
}

TEST_F(Ledgers, AreLeftInPeaceWhenAllIsRight) {
  pods_.show("research", a_pod_charge().of("vision").gpus(2));
  become_initialized();
  const int writes = ledgers_.writes();
  const int status_writes = ledgers_.status_writes();
  clock_.advance(std::chrono::hours{1});
  run();
  EXPECT_EQ(ledgers_.writes(), writes);
  EXPECT_EQ(ledgers_.status_writes(), status_writes);
  EXPECT_TRUE(pass().is_settled());
}

TEST_F(Ledgers, WaitOnWhenTheLeaderChanges) {
  run();
  clock_.advance(seconds{60});
  run();
  Leader other{ledgers_, pods_, clock_, log_};
  confirm_all(other);
  clock_.advance(seconds{30});
  confirm_all(other);
  EXPECT_EQ(admit("research", a_pod_charge().of("vision").gpus(1)), quota::Outcome::kReserved);
}

TEST_F(Ledgers, AreConfirmedByTheLastWhoClaimedThem) {
  become_initialized();
  Leader other{ledgers_, pods_, clock_, log_};
  ASSERT_TRUE(other.confirmer.claim("research"));
  EXPECT_EQ(*leader_.confirmer.confirm("research"), QuotaConfirmer::Outcome::kSuperseded);
  EXPECT_EQ(*other.confirmer.confirm("research"), QuotaConfirmer::Outcome::kUnchanged);
  EXPECT_EQ(*other.confirmer.epoch("research"), 2);
}

TEST_F(Ledgers, AreClaimedAfterAnyEditOfTheEpoch) {
  become_initialized();
  ledgers_.edit("research", [](auto& object) { object.ledger.status.epoch = std::numeric_limits<std::int64_t>::max(); });
  EXPECT_EQ(*leader_.confirmer.confirm("research"), QuotaConfirmer::Outcome::kSuperseded) << "somebody else's, for all we know";
  Leader again{ledgers_, pods_, clock_, log_};
  EXPECT_EQ(*again.confirmer.confirm("research"), QuotaConfirmer::Outcome::kUnchanged);
  EXPECT_EQ(ledgers_.at("research").status.epoch, 1);
}

TEST_F(Ledgers, AreRepairedWhenTheirStatusIsEdited) {
  pods_.show("research", a_pod_charge().of("vision").gpus(2));
  become_initialized();
  ASSERT_EQ(admit("research", a_pod_charge().of("vision").gpus(1)), quota::Outcome::kReserved);
  confirm_all(leader_);
  const quota::LedgerStatus before = ledgers_.at("research").status;
  ledgers_.edit("research", [](auto& object) {
    object.ledger.status.cells.clear();
    object.ledger.status.reservations.clear();
    object.ledger.status.snapshot = "nonsense";
  });
  confirm_all(leader_);
  EXPECT_EQ(ledgers_.at("research").status, before);
  EXPECT_THAT(leader_.edits, ElementsAre("snapshotRV", "cells", "1 reservations removed"));
}

TEST_F(Ledgers, ThatClaimToBeCountedInTheFutureAreCountedAgainst) {
  become_initialized();
  for (const char* never : {"99999999999999999999", "yesterday"}) {
    ledgers_.edit("research", [&](auto& object) { object.ledger.status.snapshot = never; });
    Leader other{ledgers_, pods_, clock_, log_};
    EXPECT_EQ(*other.confirmer.confirm("research"), QuotaConfirmer::Outcome::kWritten);
    EXPECT_THAT(other.edits, ElementsAre("snapshotRV"));
    EXPECT_EQ(*other.confirmer.confirm("research"), QuotaConfirmer::Outcome::kUnchanged);
  }
}

TEST_F(Ledgers, AreRepairedWhenTheirLimitsAreEdited) {
  become_initialized();
  ledgers_.edit("research", [](auto& object) { object.ledger.spec.teams[0].gpus = 9999_gpu; });
  EXPECT_THAT(pass().repaired, ElementsAre("research"));
  EXPECT_EQ(ledgers_.at("research").spec, tree("research", {"vision"}));
  EXPECT_EQ(log_.count("quota ledger edited by hand root=research edited=spec"), 1U);
}

TEST_F(Ledgers, OfAnotherPolicyThanThePodsAreChargedByAreLeftForLater) {
  run();
  pods_.listed();
  EXPECT_EQ(*leader_.confirmer.confirm("research", "sha256:2"), QuotaConfirmer::Outcome::kNotYet);
  EXPECT_EQ(*leader_.confirmer.confirm("research", "sha256:1"), QuotaConfirmer::Outcome::kUnchanged);
}

TEST_F(Ledgers, ThatSomebodyDeletedComeBackWhenTheirPromisesHaveEnded) {
  become_initialized();
  const quota::Charge pod = a_pod_charge().of("vision").gpus(4);
  ASSERT_EQ(admit("research", pod), quota::Outcome::kReserved);
  ledgers_.remove_by_hand("research");
  run();
  ASSERT_TRUE(ledgers_.has("research"));
  EXPECT_EQ(admit("research", a_pod_charge().of("vision").gpus(1)), quota::Outcome::kUnable);
  pods_.show("research", pod);
  run();
  EXPECT_FALSE(ledgers_.at("research").status.initialized) << "a new one";
  clock_.advance(seconds{90});
  run();
  EXPECT_EQ(amounts("vision", "research").used, 4_gpu);
}

TEST_F(Ledgers, ThatWereTornOutGrantNothingUntilWhatTheyPromisedHasCome) {
  become_initialized();
  const quota::Charge pod = a_pod_charge().of("vision").gpus(8);
  ASSERT_EQ(admit("research", pod), quota::Outcome::kReserved);
  ledgers_.force_remove("research");
  run();
  EXPECT_EQ(admit("research", a_pod_charge().of("vision").gpus(8)), quota::Outcome::kUnable);
  pods_.show("research", pod);
  clock_.advance(seconds{90});
  run();
  EXPECT_EQ(admit("research", a_pod_charge().of("vision").gpus(1)), quota::Outcome::kShort);
}

TEST_F(Ledgers, OneThatCannotBeWrittenDoesNotKeepTheOthersBack) {
  desired_.specs.emplace("labs", tree("labs"));
  ledgers_.fail_next_write({ErrorCode::kUnavailable, "nobody answers"});
  const auto outcome = pass();
  EXPECT_THAT(outcome.failures, ElementsAre("quota ledger labs: created: nobody answers"));
  EXPECT_EQ(outcome.written, 1);
  EXPECT_TRUE(ledgers_.has("research"));
}

// Vision, with a pod and a promise, goes from research to labs, which has room for seven GPUs beside them.
class Moves : public Ledgers {
 protected:
  Moves() {
    desired_.specs.emplace("labs", tree("labs"));
    become_initialized();
    pods_.show("research", runs_);
    EXPECT_EQ(admit("research", promised_), quota::Outcome::kReserved);
    confirm_all(leader_);
    desired_.specs = {{"research", tree("research")}, {"labs", tree("labs", {"vision"})}};
    pods_.show("labs", runs_);  // counted by the new policy
  }

  quota::Charge runs_ = a_pod_charge().of("vision").gpus(2);
  quota::Charge promised_ = a_pod_charge().of("vision").gpus(5);
};

TEST_F(Moves, GrantNothingUntilAllOfTheTeamIsCountedInItsNewHome) {
  run();
  EXPECT_EQ(admit("labs", a_pod_charge().of("labs").gpus(2)), quota::Outcome::kUnable);
  EXPECT_EQ(admit("research", a_pod_charge().of("research").gpus(1)), quota::Outcome::kUnable);
  pods_.show("labs", promised_);
  run();
  EXPECT_EQ(amounts("labs", "labs").used, 7_gpu);
  EXPECT_EQ(amounts("research", "research").charged(), 0_gpu);
  EXPECT_EQ(admit("labs", a_pod_charge().of("labs").gpus(2)), quota::Outcome::kShort);
  EXPECT_EQ(admit("labs", a_pod_charge().of("labs").gpus(1)), quota::Outcome::kReserved);
  EXPECT_EQ(admit("research", a_pod_charge().of("research").gpus(8)), quota::Outcome::kReserved);
}

// Whatever step the leader dies before, the next one ends the move, and the new home never grants too much.
TEST_F(Moves, AreEndedByWhoeverLeadsNext) {
  for (int step = 0; step < 20; ++step) {
    Leader next{ledgers_, pods_, clock_, log_};
    for (const auto& root : {"labs", "research"}) EXPECT_TRUE(next.confirmer.claim(root));
    if (step == 8) pods_.show("labs", promised_);
    EXPECT_TRUE(next.reconcile.pass(desired_));
    EXPECT_NE(admit("labs", a_pod_charge().of("labs").gpus(2)), quota::Outcome::kReserved) << step;
    confirm_all(next);
    EXPECT_NE(admit("labs", a_pod_charge().of("labs").gpus(2)), quota::Outcome::kReserved) << step;
  }
  EXPECT_EQ(admit("labs", a_pod_charge().of("labs").gpus(1)), quota::Outcome::kReserved);
}

TEST_F(Moves, EndByExpiryWhenAPromisedPodNeverComes) {
  run();
  clock_.advance(seconds{91});
  run();
  EXPECT_EQ(admit("labs", a_pod_charge().of("labs").gpus(6)), quota::Outcome::kReserved);
}

TEST_F(Moves, OfAWholeTreeLeaveNoLedgerBehind) {
  desired_.specs = {{"labs", tree("labs", {"research", "vision"})}};
  run();
  EXPECT_TRUE(ledgers_.has("research"));
  pods_.show("labs", promised_);
  run();
  EXPECT_FALSE(ledgers_.has("research"));
  EXPECT_EQ(admit("labs", a_pod_charge().of("labs").gpus(2)), quota::Outcome::kShort);
  EXPECT_EQ(admit("labs", a_pod_charge().of("labs").gpus(1)), quota::Outcome::kReserved);
}

}  // namespace
}  // namespace tollgate::reconcile
