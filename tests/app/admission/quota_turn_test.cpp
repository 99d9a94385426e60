#include "app/admission/quota_turn.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/quota_store/memory.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/faulty_quota_store.h"
#include "tests/fakes/quota_builders.h"

namespace tollgate::admission {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::Fault;
using fakes::operator""_gpu;
using quota::Outcome;

constexpr std::chrono::nanoseconds kNever = std::chrono::nanoseconds::max();

class QuotaTurn : public testing::Test {
 protected:
  QuotaTurn() { memory_.put_specs({{"research", a_tree().root("research", 8_gpu).ledger().spec}}); }

  Turn turn(const std::vector<quota::Waiter>& waiters, Basis basis = Basis::kCached) {
    return take_turn(store_, "research", waiters, {}, basis, kNever);
  }
  std::size_t reservations() { return memory_.read_live("research", kNever)->status.reservations.size(); }

  static std::vector<std::string> told(const Turn& turn) {
    std::vector<std::string> all;
    for (const auto& answer : turn.answers) {
      constexpr std::array kNames{"reserved", "held", "short", "capped", "unable"};
      all.emplace_back(answer ? kNames[static_cast<std::size_t>(answer->outcome)] : "again");
    }
    return all;
  }

  fakes::FakeClock clock_;
  quota_store::Memory memory_{clock_, {.reservation_ttl = std::chrono::seconds{30}}};
  fakes::FaultyQuotaStore store_{memory_};
};

using testing::ElementsAre;

TEST_F(QuotaTurn, ServesAllWithOneSwapAndNoRead) {
  EXPECT_THAT(told(turn({a_pod_charge().of("research").gpus(4), a_pod_charge().of("research").gpus(4)})),
              ElementsAre("reserved", "reserved"));
  EXPECT_EQ(store_.swaps(), 1);
  EXPECT_EQ(store_.reads(), 0);
  EXPECT_EQ(reservations(), 2U);
}

TEST_F(QuotaTurn, RefusesOnlyByWhatIsKnownToBeCurrent) {
  const std::vector<quota::Waiter> too_large{a_pod_charge().of("research").gpus(9)};
  EXPECT_THAT(told(turn(too_large)), ElementsAre("again")) << "the copy may be old";
  EXPECT_THAT(told(turn(too_large, Basis::kLive)), ElementsAre("short"));
  EXPECT_THAT(told(turn({a_pod_charge().of("research").gpus(1), too_large[0]})), ElementsAre("reserved", "short"))
      << "the swap has shown that the copy was not";
}

TEST_F(QuotaTurn, SeesOnALiveReadWhatAStaleCopyDoesNotShow) {
  const quota::Waiter all = a_pod_charge().of("research").gpus(8);
  ASSERT_THAT(told(turn({all})), ElementsAre("reserved"));
  store_.let_cache_go_stale("research");
  clock_.advance(std::chrono::minutes{1});  // it has expired
  const quota::Waiter next = a_pod_charge().of("research").gpus(8);
  EXPECT_THAT(told(turn({next})), ElementsAre("again"));
  EXPECT_THAT(told(turn({next}, Basis::kLive)), ElementsAre("reserved"));
}

TEST_F(QuotaTurn, GrantsNothingOnAConflict) {
  store_.let_cache_go_stale("research");
  ASSERT_TRUE(memory_.replace(*memory_.cached("research"), kNever));
  const Turn conflict = turn({a_pod_charge().of("research").gpus(1)});
  EXPECT_THAT(told(conflict), ElementsAre("again"));
  EXPECT_FALSE(conflict.trouble.empty());
  EXPECT_EQ(reservations(), 0U);
}

TEST_F(QuotaTurn, FindsTheChargeOfALostReplyAgain) {
  const quota::Waiter pod = a_pod_charge().of("research").gpus(8);
  store_.next_swaps({Fault::kLostReply});
  EXPECT_THAT(told(turn({pod})), ElementsAre("again"));
  EXPECT_THAT(told(turn({pod}, Basis::kLive)), ElementsAre("held"));
  EXPECT_EQ(reservations(), 1U);
}

TEST_F(QuotaTurn, TriesALostRequestAgain) {
  const quota::Waiter pod = a_pod_charge().of("research").gpus(8);
  store_.next_swaps({Fault::kLostRequest});
  EXPECT_THAT(told(turn({pod})), ElementsAre("again"));
  EXPECT_THAT(told(turn({pod}, Basis::kLive)), ElementsAre("reserved"));
}

TEST_F(QuotaTurn, AnswersThePodItHoldsWithoutASwap) {
  const quota::Waiter pod = a_pod_charge().of("research").gpus(8);
  ASSERT_THAT(told(turn({pod})), ElementsAre("reserved"));
  EXPECT_THAT(told(turn({pod})), ElementsAre("held"));
  EXPECT_EQ(store_.swaps(), 1);
}

TEST_F(QuotaTurn, SaysAtOnceWhatTryingAgainCannotChange) {
  store_.next_swaps({Fault::kRejected});
  EXPECT_THAT(told(turn({a_pod_charge().of("research").gpus(1)})), ElementsAre("unable"));
  store_.next_swaps({Fault::kGone});
  EXPECT_THAT(told(turn({a_pod_charge().of("research").gpus(1)})), ElementsAre("unable"));
  EXPECT_EQ(turn({a_pod_charge().of("research").gpus(1)}).answers[0]->outcome, Outcome::kReserved);
  memory_.put_specs({});
  const Turn gone = turn({a_pod_charge().of("research").gpus(1)});
  EXPECT_EQ(gone.answers[0]->reason, "there is no quota ledger research");
}

TEST_F(QuotaTurn, TellsNobodyAnythingWithoutALedger) {
  store_.next_reads({Fault::kUnavailable});
  const Turn unread = turn({a_pod_charge().of("research").gpus(1)}, Basis::kLive);
  EXPECT_THAT(told(unread), ElementsAre("again"));
  EXPECT_EQ(unread.trouble, "nobody answers");
}

}  // namespace
}  // namespace tollgate::admission
