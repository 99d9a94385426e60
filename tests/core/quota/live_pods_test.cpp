#include "core/quota/live_pods.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/quota_builders.h"

namespace tollgate::quota {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::operator""_gpu;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

class Pods : public testing::Test {
 protected:
  void list(const std::vector<Charge>& charges, const std::string& version) {
    pods_.list_begins();
    for (const Charge& charge : charges) put(charge);
    pods_.reached(version);
    pods_.list_ends(now_);
  }
  void put(const Charge& charge) { pods_.put(charge.uid, LivePods::Charged{"research", charge}); }
  Snapshot snapshot(const Charge& reserved) const {
    return pods_.snapshot(a_tree().root("research", 8_gpu).holds(reserved).ledger()).value();
  }

  Charge pod_ = a_pod_charge().of("research");
  std::chrono::nanoseconds now_{0};
  LivePods pods_;
};

TEST_F(Pods, ShowNothingBeforeAllWereListed) {
  const Ledger ledger = a_tree().root("research", 8_gpu).ledger();
  EXPECT_FALSE(pods_.snapshot(ledger).has_value());
  pods_.list_begins();
  put(pod_);
  EXPECT_FALSE(pods_.snapshot(ledger).has_value());
  pods_.reached("7");
  pods_.list_ends(now_);
  EXPECT_THAT(pods_.snapshot(ledger)->pods, ElementsAre(pod_));
  EXPECT_EQ(pods_.snapshot(ledger)->version, "7");
  pods_.doubt();
  EXPECT_FALSE(pods_.snapshot(ledger).has_value());
}

TEST_F(Pods, ShowWhatBelongsToTheRoot) {
  list({pod_}, "7");
  const Charge other = a_pod_charge().of("teaching");
  pods_.put(other.uid, LivePods::Charged{"teaching", other});
  EXPECT_THAT(pods_.snapshot(a_tree().root("teaching", 8_gpu).ledger())->pods, ElementsAre(other));
}

TEST_F(Pods, AreSeenAlsoWhenTheyHoldNothingAnyMore) {
  list({pod_}, "7");
  pods_.put(pod_.uid, std::nullopt);
  EXPECT_THAT(snapshot(pod_).pods, IsEmpty());
  EXPECT_THAT(snapshot(pod_).seen, ElementsAre(pod_.uid));
}

TEST_F(Pods, AreRememberedForAWhileWhenTheyAreGone) {
  list({pod_}, "7");
  pods_.remove(pod_.uid, now_);
  EXPECT_THAT(snapshot(pod_).pods, IsEmpty());
  EXPECT_THAT(snapshot(pod_).seen, ElementsAre(pod_.uid));
  pods_.remove("another", minutes{11});
  EXPECT_THAT(snapshot(pod_).seen, IsEmpty());
}

TEST_F(Pods, AreRememberedWhenANewListLacksThem) {
  list({pod_}, "7");
  list({}, "9");
  EXPECT_THAT(snapshot(pod_).pods, IsEmpty());
  EXPECT_THAT(snapshot(pod_).seen, ElementsAre(pod_.uid));
}

TEST_F(Pods, StandAsTheyWereWhileTheyAreListedAnew) {
  list({pod_}, "7");
  pods_.list_begins();
  EXPECT_THAT(snapshot(pod_).pods, ElementsAre(pod_));
  pods_.list_begins();  // the first list failed
  put(pod_);
  pods_.list_ends(now_);
  EXPECT_THAT(snapshot(pod_).pods, ElementsAre(pod_));
}

TEST_F(Pods, SayWhenSomethingChanged) {
  list({pod_}, "7");
  const std::uint64_t before = pods_.revision();
  pods_.reached("8");
  EXPECT_EQ(pods_.revision(), before);
  pods_.put("another", std::nullopt);
  EXPECT_GT(pods_.revision(), before);
}

}  // namespace
}  // namespace tollgate::quota
