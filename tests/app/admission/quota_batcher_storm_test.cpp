// Many threads, several replicas, a store that fails: never over the limit, everyone answered once.

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <latch>
#include <thread>

#include "adapters/quota_store/memory.h"
#include "adapters/system/system_clock.h"
#include "app/admission/quota_batcher.h"
#include "core/quota/usage.h"
#include "tests/fakes/faulty_quota_store.h"
#include "tests/fakes/quota_builders.h"

namespace tollgate::admission {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::operator""_gpu;
using quota::Outcome;

constexpr std::chrono::nanoseconds kNever = std::chrono::nanoseconds::max();

// A store that looks at what it keeps after every swap.
class Watched final : public QuotaStore {
 public:
  explicit Watched(QuotaStore& inner) : inner_{inner} {}
  std::shared_ptr<const quota::Ledger> cached(std::string_view root) const override { return inner_.cached(root); }
  Result<quota::Ledger> read_live(std::string_view root, std::chrono::nanoseconds deadline) override {
    return inner_.read_live(root, deadline);
  }
  Result<std::string> replace(const quota::Ledger& ledger, std::chrono::nanoseconds deadline) override {
    auto stored = inner_.replace(ledger, deadline);
    if (quota::Usage::of(inner_.read_live(ledger.root, deadline).value())->at(ledger.root).charged() > 64_gpu) ++over_;
    return stored;
  }
  [[nodiscard]] int over() const { return over_; }

 private:
  QuotaStore& inner_;
  std::atomic<int> over_{0};
};

struct Tally {
  std::array<std::atomic<int>, 5> outcomes{};
  std::atomic<int> granted_gpus{0};
  [[nodiscard]] int of(Outcome outcome) const { return outcomes[static_cast<std::size_t>(outcome)]; }
};

struct Storm {
  static constexpr int kThreads = 8;
  static constexpr int kEach = 40;  // charges a thread, of 1 to 3 GPUs
  unsigned fail_one_in = 0;
  std::uint64_t seed = 1;
};

// Two replicas over one store, each with a store that fails in its own way.
void blow(const Storm& storm, QuotaStore& store, Tally& tally) {
  const system::SystemClock clock;
  std::latch answered{Storm::kThreads * Storm::kEach};
  std::array<fakes::FaultyQuotaStore, 2> stores{fakes::FaultyQuotaStore{store}, fakes::FaultyQuotaStore{store}};
  for (auto& faulty : stores) faulty.fail_by_chance(storm.fail_one_in, storm.seed);
  const QuotaBatcher::Settings settings{.first_pause = Duration{1}, .longest_pause = Duration{4}, .seed = storm.seed};
  std::array<QuotaBatcher, 2> replicas{QuotaBatcher{stores[0], clock, settings}, QuotaBatcher{stores[1], clock, settings}};
  std::vector<std::jthread> callers;
  callers.reserve(Storm::kThreads);
  for (std::size_t t = 0; t < Storm::kThreads; ++t) {
    callers.emplace_back([&, t] {
      for (int i = 0; i < Storm::kEach; ++i) {
        const int gpus = 1 + i % 3;
        replicas[t % 2].submit("research", a_pod_charge().of("research").gpus(gpus), clock.monotonic() + std::chrono::minutes{5},
                               [&, gpus](const quota::Answer& answer) {
                                 ++tally.outcomes[static_cast<std::size_t>(answer.outcome)];
                                 const bool granted = answer.outcome == Outcome::kReserved || answer.outcome == Outcome::kHeld;
                                 if (granted) tally.granted_gpus += gpus;
                                 answered.count_down();
                               });
      }
    });
  }
  answered.wait();
}

class QuotaStorm : public testing::Test {
 protected:
  QuotaStorm() { memory_.put_specs({{"research", a_tree().root("research", 64_gpu).ledger().spec}}); }

  int reserved_gpus() {
    const auto ledger = memory_.read_live("research", kNever).value();
    return static_cast<int>(quota::Usage::of(ledger)->at("research").charged().count() / model::GpuUnits::kPerGpu);
  }

  system::SystemClock clock_;
  quota_store::Memory memory_{clock_, {.reservation_ttl = std::chrono::hours{1}}};
  Watched watched_{memory_};
  Tally tally_;
};

TEST_F(QuotaStorm, FillsTheQuotaExactly) {
  blow({}, watched_, tally_);
  EXPECT_EQ(watched_.over(), 0);
  EXPECT_EQ(tally_.granted_gpus, 64);
  EXPECT_EQ(reserved_gpus(), 64);
  EXPECT_EQ(tally_.of(Outcome::kUnable), 0);
  EXPECT_EQ(tally_.of(Outcome::kReserved) + tally_.of(Outcome::kShort), Storm::kThreads * Storm::kEach);
}

TEST_F(QuotaStorm, IsExactAlsoWhenHalfOfAllCallsFail) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(seed);
    memory_.put_specs({});
    memory_.put_specs({{"research", a_tree().root("research", 64_gpu).ledger().spec}});
    Tally tally;
    blow({.fail_one_in = 2, .seed = seed}, watched_, tally);
    EXPECT_EQ(watched_.over(), 0);
    EXPECT_EQ(tally.granted_gpus, 64);
    EXPECT_EQ(reserved_gpus(), 64) << "nobody was told no whose charge is stored";
    EXPECT_EQ(tally.of(Outcome::kUnable), 0);
  }
}

}  // namespace
}  // namespace tollgate::admission
