// The leader's side of the queue, over the confirmer that counts what it has let in.

#include "app/reconcile/lift_gates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/quota_store/memory.h"
#include "app/reconcile/quota_confirmer.h"
#include "core/quota/usage.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/faulty_quota_store.h"
#include "tests/fakes/memory_gates.h"
#include "tests/fakes/memory_pods.h"
#include "tests/fakes/quota_builders.h"
#include "tests/fakes/recording_log.h"

namespace tollgate::reconcile {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::waiting;
using fakes::operator""_gpu;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::chrono::nanoseconds kNever = std::chrono::nanoseconds::max();

class Lifting : public testing::Test {
 protected:
  Lifting() {
    memory_.put_specs({{"research", a_tree().root("research", 8_gpu).ledger().spec}});
    pods_.listed();
    confirm();
  }

  quota::WaitingPod create(std::int64_t gpus, const std::string& gang = {}, std::int64_t size = 0) {
    const quota::WaitingPod pod = waiting(a_pod_charge().of("research").gpus(gpus)).in_gang(gang, size);
    gates_.create("research", pod);
    return pod;
  }
  std::vector<quota::WaitingPod> create_gang(const std::string& name) {
    std::vector<quota::WaitingPod> pods;
    pods.reserve(4);
    for (int i = 0; i < 4; ++i) pods.push_back(create(2, name, 4));
    return pods;
  }
  void end(const quota::Charge& pod) { pods_.end(pod); }

  LiftGates::Outcome lift() { return lifter_.pass("research", 0).value(); }
  void confirm() { ASSERT_TRUE(confirmer_.confirm("research")); }
  quota::Amounts amounts() {
    const quota::Ledger ledger = memory_.read_live("research", kNever).value();
    return quota::Usage::of(ledger)->at("research");
  }

  fakes::FakeClock clock_;
  fakes::RecordingLog log_;
  quota_store::Memory memory_{clock_, {}};
  fakes::FaultyQuotaStore store_{memory_};
  fakes::MemoryPods pods_;
  fakes::MemoryGates gates_{pods_};
  QuotaConfirmer confirmer_{{pods_, store_, clock_}, {.reservation_ttl = seconds{90}}};
  LiftGates lifter_{{pods_, store_, gates_, clock_, log_}};
};

TEST_F(Lifting, FollowsAPodFromTheGateToItsEnd) {
  const quota::WaitingPod pod = create(8);
  confirm();
  EXPECT_EQ(amounts().charged(), 0_gpu) << "what waits holds nothing";
  gates_.fall_behind();
  EXPECT_EQ(lift().lifted, 1U);
  EXPECT_EQ(amounts().reserved, 8_gpu);
  confirm();
  EXPECT_EQ(amounts().reserved, 8_gpu) << "nobody has seen it without its gate";
  gates_.catch_up();
  confirm();
  EXPECT_EQ(amounts().used, 8_gpu);
  EXPECT_EQ(amounts().reserved, 0_gpu);
  end(pod.charge);
  confirm();
  EXPECT_EQ(amounts().charged(), 0_gpu);
}

TEST_F(Lifting, LetsTheNextInWhenOneHasEnded) {
  const quota::WaitingPod first = create(8);
  const quota::WaitingPod second = create(8);
  lift();
  confirm();
  EXPECT_THAT(gates_.lifted(), ElementsAre(first.charge.uid));
  EXPECT_EQ(lift().waiting, 1U);
  EXPECT_THAT(gates_.lifted(), ElementsAre(first.charge.uid));
  end(first.charge);
  confirm();
  lift();
  EXPECT_THAT(gates_.lifted(), ElementsAre(first.charge.uid, second.charge.uid));
}

TEST_F(Lifting, RunsTwoGangsOneAfterTheOther) {
  const auto one = create_gang("one");
  const auto two = create_gang("two");
  EXPECT_EQ(lift().lifted, 4U);
  confirm();
  EXPECT_EQ(amounts().used, 8_gpu);
  EXPECT_EQ(lift().waiting, 4U);
  for (const quota::WaitingPod& pod : one) {
    EXPECT_FALSE(gates_.waits(pod.charge.name));
    end(pod.charge);
    confirm();
    lift();
  }
  for (const quota::WaitingPod& pod : two) EXPECT_FALSE(gates_.waits(pod.charge.name));
  confirm();
  EXPECT_EQ(amounts().used, 8_gpu);
}

TEST_F(Lifting, GoesOnWhereAnotherLeaderStopped) {
  const quota::WaitingPod pod = create(8);
  gates_.fail(Error{ErrorCode::kUnavailable, "nobody answers"});
  EXPECT_THAT(lift().failures, ElementsAre(HasSubstr("nobody answers")));
  EXPECT_EQ(amounts().reserved, 8_gpu);
  gates_.fail(std::nullopt);
  clock_.advance(seconds{900});
  confirm();
  EXPECT_EQ(amounts().reserved, 8_gpu) << "a promise to one who waits does not age";
  LiftGates next{{pods_, store_, gates_, clock_, log_}};
  EXPECT_EQ(next.pass("research", 0)->lifted, 1U);
  EXPECT_THAT(gates_.lifted(), ElementsAre(pod.charge.uid));
}

TEST_F(Lifting, GivesBackThePromiseToAPodThatWentAway) {
  const quota::WaitingPod pod = create(8);
  gates_.fail(Error{ErrorCode::kUnavailable, "nobody answers"});
  lift();
  gates_.fail(std::nullopt);
  gates_.remove(pod);
  confirm();
  EXPECT_EQ(amounts().charged(), 0_gpu);
  EXPECT_THAT(lift().failures, IsEmpty());
}

TEST_F(Lifting, MakesNoSecondCallBeforeTheFirstIsSeen) {
  create(8);
  gates_.fall_behind();
  EXPECT_EQ(lift().lifted, 1U);
  gates_.fail(Error{ErrorCode::kUnavailable, "nobody should ask"});
  EXPECT_THAT(lift().failures, IsEmpty());
  EXPECT_EQ(lift().lifted, 0U);
}

TEST_F(Lifting, SaysPlaceAndReasonOnceAndAgainWhenTheyChange) {
  create(8);
  const quota::WaitingPod second = create(4);
  const quota::WaitingPod third = create(4);
  lift();
  const std::string& name = third.charge.name;
  EXPECT_EQ(gates_.said(second.charge.name), "place 1 of 2 in the queue of research: needs 4 GPU, team research has 0 of 8 free");
  EXPECT_EQ(gates_.said(name),
            "place 2 of 2 in the queue of research: behind " + second.charge.name + ", for the quota of team research");
  confirm();
  lift();
  lift();
  EXPECT_EQ(gates_.says(), 2);
  gates_.remove(second);
  lift();
  EXPECT_EQ(gates_.says(), 2) << "not so soon";
  clock_.advance(seconds{10});
  lift();
  EXPECT_EQ(gates_.said(name), "place 1 of 1 in the queue of research: needs 4 GPU, team research has 0 of 8 free");
}

TEST_F(Lifting, LeavesTheLedgerAloneWhileNothingChanges) {
  create(8);
  create(8);
  lift();
  confirm();
  lift();
  const int reads = store_.reads();
  lift();
  EXPECT_EQ(store_.reads(), reads);
}

TEST_F(Lifting, DoesNothingUnderAnothersEpoch) {
  create(8);
  quota::Ledger ledger = memory_.read_live("research", kNever).value();
  ledger.status.epoch = 2;
  ASSERT_TRUE(memory_.replace(ledger, kNever));
  EXPECT_EQ(lifter_.pass("research", 1).error().code, ErrorCode::kConflict);
  EXPECT_EQ(lifter_.pass("research", 3).error().code, ErrorCode::kUnavailable) << "it was not claimed";
  EXPECT_THAT(gates_.lifted(), IsEmpty());
  EXPECT_EQ(lifter_.pass("research", 2)->lifted, 1U);
}

TEST_F(Lifting, LetsInWhatHoldsNothing) {
  quota::WaitingPod pod = waiting(a_pod_charge().of("research"));
  pod.charge.cells.clear();
  gates_.create("", pod);
  EXPECT_EQ(lifter_.free_pass().lifted, 1U);
  EXPECT_EQ(lifter_.free_pass().lifted, 0U);
}

}  // namespace
}  // namespace tollgate::reconcile
