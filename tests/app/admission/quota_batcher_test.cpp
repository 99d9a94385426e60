#include "app/admission/quota_batcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <optional>
#include <thread>

#include "adapters/quota_store/memory.h"
#include "adapters/system/system_clock.h"
#include "tests/fakes/eventually.h"
#include "tests/fakes/faulty_quota_store.h"
#include "tests/fakes/quota_builders.h"

namespace tollgate::admission {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::eventually;
using fakes::Fault;
using fakes::operator""_gpu;
using quota::Outcome;
using std::chrono::seconds;

// The answers in the order of the questions; a second one to the same question fails the test.
class Answers {
 public:
  QuotaBatcher::Done next() {
    const std::lock_guard lock{mutex_};
    answers_.emplace_back();
    return [this, question = answers_.size() - 1](quota::Answer answer) {
      const std::lock_guard inner{mutex_};
      EXPECT_FALSE(answers_[question].has_value());
      answers_[question] = std::move(answer);
      ++count_;
    };
  }
  bool reach(std::size_t count) const {
    return eventually([&] {
      const std::lock_guard lock{mutex_};
      return count_ >= count;
    });
  }
  std::vector<quota::Answer> all() const {
    const std::lock_guard lock{mutex_};
    std::vector<quota::Answer> all;
    for (const auto& answer : answers_) {
      if (answer) all.push_back(*answer);
    }
    return all;
  }
  std::vector<Outcome> outcomes() const {
    std::vector<Outcome> outcomes;
    for (const quota::Answer& answer : all()) outcomes.push_back(answer.outcome);
    return outcomes;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::optional<quota::Answer>> answers_;
  std::size_t count_ = 0;
};

class Batcher : public testing::Test {
 protected:
  Batcher() {
    memory_.put_specs({{"research", a_tree().root("research", 8_gpu).ledger().spec},
                       {"teaching", a_tree().root("teaching", 8_gpu).ledger().spec}});
  }

  std::chrono::nanoseconds in(std::chrono::nanoseconds time) const { return clock_.monotonic() + time; }
  void submit(quota::Waiter waiter, std::chrono::nanoseconds patience = seconds{30}) {
    const std::string root = waiter.charge.cells[0].key.team;
    batcher_->submit(root, std::move(waiter), in(patience), answers_.next());
  }

  system::SystemClock clock_;
  quota_store::Memory memory_{clock_, {.reservation_ttl = seconds{300}}};
  fakes::FaultyQuotaStore store_{memory_};
  Answers answers_;
  std::optional<QuotaBatcher> batcher_{std::in_place, store_, clock_};
};

TEST_F(Batcher, GrantsWhatFitsAndRefusesWhatDoesNot) {
  submit(a_pod_charge().of("research").gpus(8));
  ASSERT_TRUE(answers_.reach(1));
  submit(a_pod_charge().of("research").gpus(1));
  submit(a_pod_charge().of("research").gpus(1).unlimited());
  ASSERT_TRUE(answers_.reach(3));
  EXPECT_THAT(answers_.outcomes(), testing::ElementsAre(Outcome::kReserved, Outcome::kShort, Outcome::kReserved));
}

TEST_F(Batcher, ServesAllThatGatheredWithOneSwapInTheirOrder) {
  store_.hang();
  submit(a_pod_charge().of("research").gpus(1));
  ASSERT_TRUE(eventually([&] { return store_.swaps() == 1; }));
  for (const std::int64_t gpus : {4, 4, 3}) submit(a_pod_charge().of("research").gpus(gpus));
  store_.release();
  ASSERT_TRUE(answers_.reach(4));
  EXPECT_EQ(store_.swaps(), 2);
  EXPECT_THAT(answers_.outcomes(),
              testing::ElementsAre(Outcome::kReserved, Outcome::kReserved, Outcome::kShort, Outcome::kReserved));
  EXPECT_EQ(batcher_->counts().stored, 2U);
  EXPECT_EQ(batcher_->counts().waiters, 4U);
}

TEST_F(Batcher, TriesAgainUntilItIsKnown) {
  store_.next_swaps({Fault::kConflict, Fault::kLostRequest, Fault::kUnavailable, Fault::kLostReply});
  store_.next_reads({Fault::kUnavailable});
  submit(a_pod_charge().of("research").gpus(8));
  ASSERT_TRUE(answers_.reach(1));
  EXPECT_THAT(answers_.outcomes(), testing::ElementsAre(Outcome::kHeld)) << "stored by the call whose reply was lost";
  EXPECT_EQ(memory_.cached("research")->status.reservations.size(), 1U);
}

TEST_F(Batcher, TellsEveryoneToTryAgainAtHisDeadline) {
  store_.hang();
  submit(a_pod_charge().of("research").gpus(1), std::chrono::milliseconds{20});
  submit(a_pod_charge().of("research").gpus(1), std::chrono::milliseconds{1});
  submit(a_pod_charge().of("teaching").gpus(1), std::chrono::milliseconds{1});
  ASSERT_TRUE(answers_.reach(3)) << "although both workers hang";
  for (const quota::Answer& answer : answers_.all()) EXPECT_EQ(answer.outcome, Outcome::kUnable);
  EXPECT_EQ(batcher_->counts().late, 3U);
  store_.release();
  submit(a_pod_charge().of("research").gpus(1));
  ASSERT_TRUE(answers_.reach(4));
  EXPECT_EQ(answers_.outcomes().back(), Outcome::kReserved);
}

TEST_F(Batcher, SaysWhatWasWrongAtTheDeadline) {
  store_.fail_by_chance(1, 7);
  submit(a_pod_charge().of("research").gpus(1), std::chrono::milliseconds{100});
  ASSERT_TRUE(answers_.reach(1));
  EXPECT_THAT(answers_.all()[0].reason, testing::StartsWith("the quota ledger of research could not be changed in time: "));
}

TEST_F(Batcher, OneRootDoesNotWaitForAnother) {
  store_.hang();
  submit(a_pod_charge().of("research").gpus(1));
  ASSERT_TRUE(eventually([&] { return store_.swaps() == 1; }));
  submit(a_pod_charge().of("teaching").gpus(1));
  EXPECT_TRUE(eventually([&] { return store_.swaps() == 2; })) << "both at the same time";
  store_.release();
  EXPECT_TRUE(answers_.reach(2));
}

TEST_F(Batcher, AnswersEveryoneAtTheEnd) {
  store_.hang();
  for (int i = 0; i < 10; ++i) submit(a_pod_charge().of("research").gpus(1));
  std::jthread release{[&] {
    EXPECT_TRUE(answers_.reach(10));
    store_.release();
  }};
  batcher_.reset();
  EXPECT_EQ(answers_.all().size(), 10U);
  EXPECT_EQ(answers_.outcomes()[0], Outcome::kUnable);
}

}  // namespace
}  // namespace tollgate::admission
