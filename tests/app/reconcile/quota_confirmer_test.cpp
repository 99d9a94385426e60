#include "app/reconcile/quota_confirmer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/quota_store/memory.h"
#include "core/quota/admit.h"
#include "core/quota/usage.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/faulty_quota_store.h"
#include "tests/fakes/memory_pods.h"
#include "tests/fakes/quota_builders.h"

namespace tollgate::reconcile {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::Fault;
using fakes::operator""_gpu;
using std::chrono::seconds;
using Outcome = QuotaConfirmer::Outcome;

constexpr std::chrono::nanoseconds kNever = std::chrono::nanoseconds::max();

class Confirmer : public testing::Test {
 protected:
  Confirmer() { memory_.put_specs({{"research", a_tree().root("research", 8_gpu).ledger().spec}}); }

  quota::Ledger ledger() { return memory_.read_live("research", kNever).value(); }
  quota::Amounts amounts() { return quota::Usage::of(ledger())->at("research"); }
  Outcome confirm() { return confirmer_.confirm("research").value(); }
  quota::Outcome admit(const quota::Charge& pod) {
    const std::vector<quota::Waiter> waiters{{pod}};
    const quota::Round round = quota::admit(ledger(), waiters, {});
    if (round.next) {
      EXPECT_TRUE(memory_.replace(*round.next, kNever));
    }
    return round.answers[0].outcome;
  }

  fakes::FakeClock clock_;
  quota_store::Memory memory_{clock_, {}};
  fakes::FaultyQuotaStore store_{memory_};
  fakes::MemoryPods pods_;
  QuotaConfirmer confirmer_{{pods_, store_, clock_}, {.reservation_ttl = seconds{90}}};
};

TEST_F(Confirmer, LetsNothingBeGrantedBeforeThePodsWereListed) {
  EXPECT_EQ(confirm(), Outcome::kNotYet);
  EXPECT_EQ(admit(a_pod_charge().of("research").gpus(1)), quota::Outcome::kUnable);
  pods_.listed();
  pods_.show("research", a_pod_charge().of("research").gpus(8));
  EXPECT_EQ(confirm(), Outcome::kWritten);
  EXPECT_EQ(admit(a_pod_charge().of("research").gpus(1)), quota::Outcome::kShort) << "the quota was full on day one";
}

TEST_F(Confirmer, FollowsAPodFromItsPromiseToItsEnd) {
  pods_.listed();
  confirm();
  const quota::Charge pod = a_pod_charge().of("research").gpus(8);
  ASSERT_EQ(admit(pod), quota::Outcome::kReserved);
  EXPECT_EQ(confirm(), Outcome::kUnchanged);
  EXPECT_EQ(amounts().reserved, 8_gpu);
  pods_.show("research", pod);
  EXPECT_EQ(confirm(), Outcome::kWritten);
  EXPECT_EQ(amounts().used, 8_gpu);
  EXPECT_EQ(amounts().reserved, 0_gpu);
  pods_.end(pod);
  EXPECT_EQ(confirm(), Outcome::kWritten);
  EXPECT_EQ(amounts().charged(), 0_gpu);
}

TEST_F(Confirmer, WritesNothingWhileNothingChanges) {
  pods_.listed();
  pods_.show("research", a_pod_charge().of("research").gpus(8));
  ASSERT_EQ(confirm(), Outcome::kWritten);
  EXPECT_EQ(confirm(), Outcome::kUnchanged);
  const int reads = store_.reads();
  EXPECT_EQ(confirm(), Outcome::kUnchanged);
  EXPECT_EQ(store_.reads(), reads) << "nor does it look";
}

TEST_F(Confirmer, EndsThePromiseToAPodThatNeverCame) {
  pods_.listed();
  confirm();
  ASSERT_EQ(admit(a_pod_charge().of("research").gpus(8)), quota::Outcome::kReserved);
  confirm();
  clock_.advance(seconds{90});
  confirm();
  EXPECT_EQ(amounts().reserved, 8_gpu);
  clock_.advance(seconds{1});
  confirm();
  EXPECT_EQ(amounts().reserved, 0_gpu);
}

TEST_F(Confirmer, KeepsAnOverduePromiseToAPodTheWatchHasNotShown) {
  pods_.listed();
  confirm();
  const quota::Charge pod = a_pod_charge().of("research").gpus(8);
  ASSERT_EQ(admit(pod), quota::Outcome::kReserved);
  pods_.create(pod);
  confirm();
  clock_.advance(seconds{500});
  confirm();
  EXPECT_EQ(amounts().reserved, 8_gpu);
  pods_.remove(pod);
  confirm();
  EXPECT_EQ(amounts().charged(), 0_gpu);
}

TEST_F(Confirmer, KeepsAnOverduePromiseWhenNobodyCanSay) {
  pods_.listed();
  confirm();
  ASSERT_EQ(admit(a_pod_charge().of("research").gpus(8)), quota::Outcome::kReserved);
  confirm();
  pods_.fail_lookups(true);
  clock_.advance(seconds{500});
  confirm();
  EXPECT_EQ(amounts().reserved, 8_gpu);
}

TEST_F(Confirmer, BeginsAnewOnAConflict) {
  pods_.listed();
  pods_.show("research", a_pod_charge().of("research").gpus(8));
  store_.next_swaps({Fault::kConflict, Fault::kConflict});
  EXPECT_EQ(confirm(), Outcome::kWritten);
  EXPECT_EQ(amounts().used, 8_gpu);
}

// Somebody who slept while the ledger was deleted, made anew and counted must not take the new one for an edited old one: what
// he would put back are pods and a snapshot of long ago.
TEST_F(Confirmer, DoesNotMendALedgerThatWasMadeAnew) {
  QuotaConfirmer late{{pods_, store_, clock_}, {.claims = true}};
  pods_.listed();
  pods_.show("research", a_pod_charge().of("research").gpus(8));
  ASSERT_EQ(late.confirm("research").value(), Outcome::kWritten);
  const quota::LedgerSpec spec = ledger().spec;
  memory_.put_specs({});
  memory_.put_specs({{"research", spec}});

  fakes::MemoryPods newer;
  newer.listed();
  for (int i = 0; i < 3; ++i) newer.show("research", a_pod_charge().of("research").gpus(1));
  QuotaConfirmer other{{newer, memory_, clock_}, {.claims = true}};
  ASSERT_EQ(other.confirm("research").value(), Outcome::kWritten);

  pods_.fail_lookups(true);  // what is newest of all these pods do not know
  EXPECT_EQ(late.confirm("research").value(), Outcome::kNotYet) << "its pods are older than those that were counted";
  EXPECT_EQ(amounts().used, 3_gpu);
  EXPECT_EQ(ledger().status.epoch, 2) << "claimed like any other";
}

// The time a slow read took is not time that a promise has been outstanding.
TEST_F(Confirmer, CountsAnAgeFromTheEndOfTheRead) {
  class SlowStore final : public QuotaStore {
   public:
    SlowStore(QuotaStore& inner, fakes::FakeClock& clock) : inner_{inner}, clock_{clock} {}
    std::shared_ptr<const quota::Ledger> cached(std::string_view root) const override { return inner_.cached(root); }
    Result<quota::Ledger> read_live(std::string_view root, std::chrono::nanoseconds deadline) override {
      clock_.advance(seconds{9});
      return inner_.read_live(root, deadline);
    }
    Result<std::string> replace(const quota::Ledger& ledger, std::chrono::nanoseconds deadline) override {
      return inner_.replace(ledger, deadline);
    }

   private:
    QuotaStore& inner_;
    fakes::FakeClock& clock_;
  };
  SlowStore slow{memory_, clock_};
  QuotaConfirmer confirmer{{pods_, slow, clock_}, {.reservation_ttl = seconds{8}}};
  pods_.listed();
  ASSERT_EQ(confirm(), Outcome::kWritten);
  ASSERT_EQ(admit(a_pod_charge().of("research").gpus(8)), quota::Outcome::kReserved);
  ASSERT_TRUE(confirmer.confirm("research"));
  EXPECT_EQ(amounts().reserved, 8_gpu);
}

TEST_F(Confirmer, SaysWhatItCouldNotDo) {
  pods_.listed();
  store_.next_reads({Fault::kUnavailable});
  EXPECT_EQ(confirmer_.confirm("research").error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(confirmer_.confirm("nobody").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace tollgate::reconcile
