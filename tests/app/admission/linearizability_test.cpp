// Recorded histories of concurrent callers, checked against what one caller at a time would have been told.
//
// The sequential quota is a number: a charge is granted when it fits and refused when it does not. A history is right when its
// answers can be put in one order that the quota would give, in which no answer comes before one that had been given when it was
// asked for. The search is Wing and Gong's, remembering which sets of answers lead nowhere.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <latch>
#include <limits>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

#include "adapters/quota_store/memory.h"
#include "adapters/system/system_clock.h"
#include "app/admission/quota_batcher.h"
#include "tests/fakes/faulty_quota_store.h"
#include "tests/fakes/quota_builders.h"

namespace tollgate::admission {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::operator""_gpu;

constexpr std::int64_t kQuota = 12;

struct Call {
  std::int64_t gpus = 0;
  bool granted = false;
  std::uint64_t asked = 0;
  std::uint64_t answered = 0;
};

class Linearization {
 public:
  explicit Linearization(std::vector<Call> calls) : calls_{std::move(calls)} {}

  [[nodiscard]] bool exists() { return continues(0, 0); }

 private:
  using Set = std::uint64_t;

  // Whether the calls that are not in `done` can follow, with so many GPUs granted.
  bool continues(Set done, std::int64_t used) {
    if (done == (Set{1} << calls_.size()) - 1) return true;
    if (!tried_.insert(done).second) return false;
    std::uint64_t first_answer = std::numeric_limits<std::uint64_t>::max();
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      if (!contains(done, i)) first_answer = std::min(first_answer, calls_[i].answered);
    }
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      const Call& call = calls_[i];
      const bool fits = used + call.gpus <= kQuota;
      if (contains(done, i) || call.asked > first_answer || fits != call.granted) continue;
      if (continues(done | Set{1} << i, call.granted ? used + call.gpus : used)) return true;
    }
    return false;
  }

  static bool contains(Set set, std::size_t i) { return (set >> i & 1) != 0; }

  const std::vector<Call> calls_;
  std::unordered_set<Set> tried_;  // what is used follows from what is done
};

// Stores whatever others stored meanwhile.
class WithoutCas final : public QuotaStore {
 public:
  explicit WithoutCas(QuotaStore& inner) : inner_{inner} {}
  std::shared_ptr<const quota::Ledger> cached(std::string_view root) const override { return inner_.cached(root); }
  Result<quota::Ledger> read_live(std::string_view root, std::chrono::nanoseconds deadline) override {
    return inner_.read_live(root, deadline);
  }
  Result<std::string> replace(const quota::Ledger& ledger, std::chrono::nanoseconds deadline) override {
    quota::Ledger now = TRY(inner_.read_live(ledger.root, deadline));
    now.status = ledger.status;
    return inner_.replace(now, deadline);
  }

 private:
  QuotaStore& inner_;
};

class Histories : public testing::Test {
 protected:
  static constexpr std::size_t kThreads = 6;
  static constexpr std::size_t kEach = 4;

  Histories() { memory_.put_specs({{"research", a_tree().root("research", model::GpuUnits::gpus(kQuota)).ledger().spec}}); }

  // Each thread asks, waits for its answer, and asks again.
  std::vector<Call> record(std::array<QuotaStore*, 2> stores, std::uint64_t seed) {
    const QuotaBatcher::Settings settings{.first_pause = Duration{1}, .longest_pause = Duration{3}, .seed = seed};
    std::array<QuotaBatcher, 2> replicas{QuotaBatcher{*stores[0], clock_, settings}, QuotaBatcher{*stores[1], clock_, settings}};
    std::vector<Call> calls(kThreads * kEach);
    std::atomic<std::uint64_t> moment{0};
    std::vector<std::jthread> callers;
    callers.reserve(kThreads);
    for (std::size_t t = 0; t < kThreads; ++t) {
      callers.emplace_back([&, t] {
        for (std::size_t i = 0; i < kEach; ++i) {
          Call& call = calls[t * kEach + i];
          call.gpus = 1 + static_cast<std::int64_t>((t + i) % 4);
          std::latch answered{1};
          call.asked = ++moment;
          replicas[t % 2].submit("research", a_pod_charge().of("research").gpus(call.gpus),
                                 clock_.monotonic() + std::chrono::minutes{5}, [&](const quota::Answer& answer) {
                                   call.granted =
                                       answer.outcome == quota::Outcome::kReserved || answer.outcome == quota::Outcome::kHeld;
                                   call.answered = ++moment;
                                   answered.count_down();
                                 });
          answered.wait();
        }
      });
    }
    callers.clear();
    return calls;
  }

  system::SystemClock clock_;
  quota_store::Memory memory_{clock_, {.reservation_ttl = std::chrono::hours{1}}};
};

TEST(Linearization, KnowsRightFromWrong) {
  EXPECT_TRUE((Linearization{{{12, true, 1, 2}, {1, false, 3, 4}}}.exists()));
  EXPECT_FALSE((Linearization{{{12, true, 1, 2}, {1, true, 3, 4}}}.exists())) << "too much";
  EXPECT_FALSE((Linearization{{{1, false, 1, 2}, {12, true, 3, 4}}}.exists())) << "refused too early";
  EXPECT_TRUE((Linearization{{{1, false, 1, 4}, {12, true, 2, 3}}}.exists())) << "at the same time";
}

TEST_F(Histories, AreThoseOfOneCallerAtATime) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    const quota::LedgerSpec spec = memory_.cached("research")->spec;
    memory_.put_specs({});
    memory_.put_specs({{"research", spec}});
    std::array<fakes::FaultyQuotaStore, 2> stores{fakes::FaultyQuotaStore{memory_}, fakes::FaultyQuotaStore{memory_}};
    for (auto& store : stores) store.fail_by_chance(3, seed);
    const std::vector<Call> calls = record({&stores[0], &stores[1]}, seed);
    EXPECT_TRUE(Linearization{calls}.exists());
  }
}

TEST_F(Histories, OfAStoreWithoutCompareAndSwapAreFoundOut) {
  WithoutCas broken{memory_};
  fakes::FaultyQuotaStore behind{broken};
  behind.let_cache_go_stale("research");
  EXPECT_FALSE(Linearization{record({&broken, &behind}, 1)}.exists());
}

}  // namespace
}  // namespace tollgate::admission
