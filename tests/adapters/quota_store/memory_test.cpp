#include "adapters/quota_store/memory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/contract/quota_store_contract.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/quota_builders.h"

namespace tollgate::quota_store {
namespace {

using fakes::a_tree;
using fakes::operator""_gpu;
using std::chrono::seconds;

constexpr std::chrono::nanoseconds kNever = std::chrono::nanoseconds::max();

quota::LedgerSpec spec_of(model::GpuUnits gpus) { return a_tree().root("research", gpus).ledger().spec; }

class MemoryLedgers : public testing::Test {
 protected:
  MemoryLedgers() { store_.put_specs({{"research", spec_of(8_gpu)}}); }

  void reserve_one() { ASSERT_TRUE(store_.replace(contract::with_one_more(live()), kNever)); }
  quota::Ledger live() { return store_.read_live("research", kNever).value(); }

  fakes::FakeClock clock_;
  Memory store_{clock_, {.reservation_ttl = seconds{30}}};
};

TEST_F(MemoryLedgers, KeepTheContract) {
  contract::expect_quota_store(
      {.store = store_, .root = "research", .missing = "nobody", .deadline = kNever, .change_spec = [this] {
         store_.put_specs({{"research", spec_of(16_gpu)}});
       }});
}

TEST_F(MemoryLedgers, KeepWhatIsCountedWhenTheLimitsChange) {
  reserve_one();
  const quota::Ledger before = live();
  store_.put_specs({{"research", spec_of(4_gpu)}, {"other", {}}});
  EXPECT_EQ(live().status, before.status);
  EXPECT_NE(live().version, before.version);
}

TEST_F(MemoryLedgers, StayAsTheyAreWhenThePolicySaysTheSame) {
  const std::string before = live().version;
  store_.put_specs({{"research", spec_of(8_gpu)}});
  EXPECT_EQ(live().version, before);
}

TEST_F(MemoryLedgers, GoWithTheirRootAndComeBackEmptyInANewVersion) {
  reserve_one();
  const quota::Ledger before = live();
  store_.put_specs({});
  EXPECT_EQ(store_.cached("research"), nullptr);
  store_.put_specs({{"research", spec_of(8_gpu)}});
  EXPECT_TRUE(live().status.reservations.empty());
  EXPECT_EQ(store_.replace(before, kNever).error().code, ErrorCode::kConflict);
}

TEST_F(MemoryLedgers, EndReservationsAfterTheirTime) {
  reserve_one();
  clock_.advance(seconds{30});
  EXPECT_EQ(live().status.reservations.size(), 1U);
  clock_.advance(seconds{1});
  EXPECT_TRUE(live().status.reservations.empty());
}

TEST_F(MemoryLedgers, CountTimeAlsoInSmallSteps) {
  reserve_one();
  for (int i = 0; i < 39; ++i) {
    clock_.advance(Duration{800});  // 31.2 s in all
    live();
  }
  EXPECT_TRUE(live().status.reservations.empty());
}

TEST_F(MemoryLedgers, LetNobodyStoreOverAnExpiry) {
  reserve_one();
  const quota::Ledger before = live();
  clock_.advance(seconds{60});
  EXPECT_EQ(store_.replace(before, kNever).error().code, ErrorCode::kConflict);
}

TEST(MemoryLedgersThatAreConfirmed, GrantNothingAtFirstAndForgetNothing) {
  fakes::FakeClock clock;
  Memory store{clock, {}};
  store.put_specs({{"research", spec_of(8_gpu)}});
  EXPECT_FALSE(store.read_live("research", kNever)->status.initialized);
  ASSERT_TRUE(store.replace(contract::with_one_more(*store.read_live("research", kNever)), kNever));
  clock.advance(std::chrono::hours{1});
  EXPECT_EQ(store.read_live("research", kNever)->status.reservations.size(), 1U);
}

}  // namespace
}  // namespace tollgate::quota_store
