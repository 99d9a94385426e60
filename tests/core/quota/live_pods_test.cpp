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
using testing::UnorderedElementsAre;

class Pods : public testing::Test {
 protected:
  void list(const std::vector<Charge>& charges, const std::string& version) {
    pods_.list_begins();
    for (const Charge& charge : charges) put(charge);
    pods_.reached(version);
    pods_.list_ends(now_);
  }
  void put(const Charge& charge) { pods_.put(charge.uid, LivePods::Charged{"research", charge}); }
  void put_waiting(const Charge& charge, Standing standing = {}) {
    pods_.put(charge.uid,
              LivePods::Charged{.root = "research", .charge = charge, .standing = std::move(standing), .gate = Gate{}});
    pods_.reached("8");
  }
  void remove(const Charge& charge, std::chrono::nanoseconds now, const std::string& version) {
    pods_.remove(charge.uid, now);
    pods_.reached(version);
  }
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
  pods_.reached("8");
  EXPECT_THAT(pods_.snapshot(a_tree().root("teaching", 8_gpu).ledger())->pods, ElementsAre(other));
}

TEST_F(Pods, AreSeenAlsoWhenTheyHoldNothingAnyMore) {
  list({pod_}, "7");
  pods_.put(pod_.uid, std::nullopt);
  pods_.reached("8");
  EXPECT_THAT(snapshot(pod_).pods, IsEmpty());
  EXPECT_THAT(snapshot(pod_).seen, ElementsAre(pod_.uid));
}

TEST_F(Pods, AreRememberedForAWhileWhenTheyAreGone) {
  list({pod_}, "7");
  remove(pod_, now_, "8");
  EXPECT_THAT(snapshot(pod_).pods, IsEmpty());
  EXPECT_THAT(snapshot(pod_).seen, ElementsAre(pod_.uid));
  remove(a_pod_charge().of("research"), minutes{11}, "9");
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
  pods_.reached("9");
  EXPECT_THAT(snapshot(pod_).version, "7") << "the list has not ended";
  pods_.list_ends(now_);
  EXPECT_THAT(snapshot(pod_).pods, ElementsAre(pod_));
  EXPECT_THAT(snapshot(pod_).version, "9");
}

// Another who confirms, with pods as old as the version says, would count over what this snapshot has seen.
TEST_F(Pods, ShowNothingBetweenAnEventAndItsVersion) {
  list({pod_}, "7");
  const Ledger ledger = a_tree().root("research", 8_gpu).ledger();
  pods_.put(pod_.uid, std::nullopt);
  EXPECT_FALSE(pods_.snapshot(ledger).has_value());
  pods_.reached("8");
  EXPECT_EQ(pods_.snapshot(ledger)->version, "8");
  pods_.remove(pod_.uid, now_);
  EXPECT_FALSE(pods_.snapshot(ledger).has_value());
  pods_.reached("9");
  EXPECT_EQ(pods_.snapshot(ledger)->version, "9");
}

TEST_F(Pods, ThatWaitAreNeitherChargedNorSeen) {
  list({}, "7");
  put_waiting(pod_);
  EXPECT_THAT(snapshot(pod_).pods, IsEmpty());
  EXPECT_THAT(snapshot(pod_).seen, IsEmpty());
  ASSERT_EQ(snapshot(pod_).waiting.size(), 1U);
  EXPECT_EQ(snapshot(pod_).waiting[0].charge, pod_);
  put(pod_);
  pods_.reached("9");
  EXPECT_THAT(snapshot(pod_).waiting, IsEmpty());
  EXPECT_THAT(snapshot(pod_).pods, ElementsAre(pod_));
  EXPECT_THAT(snapshot(pod_).seen, ElementsAre(pod_.uid));
}

TEST_F(Pods, ThatWaitedAreSeenWhenTheyAreGone) {
  list({}, "7");
  put_waiting(pod_);
  remove(pod_, now_, "9");
  EXPECT_THAT(snapshot(pod_).waiting, IsEmpty());
  EXPECT_THAT(snapshot(pod_).seen, ElementsAre(pod_.uid));
}

TEST_F(Pods, WaitForNothingUnderNoRoot) {
  list({}, "7");
  pods_.put("free", LivePods::Charged{.root = {}, .charge = {.uid = "free", .name = "ns/free"}, .gate = Gate{}});
  pods_.reached("8");
  EXPECT_EQ(pods_.snapshot(Ledger{})->waiting.size(), 1U);
  EXPECT_THAT(snapshot(pod_).waiting, IsEmpty());
}

TEST_F(Pods, SayWhichGangsHaveBegun) {
  const Charge another = a_pod_charge().of("research");
  const Standing member{.gang = "job", .gang_size = 2};
  const auto let_in = [&](bool ended) {
    pods_.put(another.uid,
              LivePods::Charged{.root = "research", .charge = another, .standing = member, .gate = {}, .ended = ended});
    pods_.reached("9");
  };
  list({}, "7");
  put_waiting(pod_, member);
  put_waiting(another, member);
  EXPECT_THAT(snapshot(pod_).begun, IsEmpty());
  let_in(false);
  EXPECT_THAT(snapshot(pod_).begun, ElementsAre("job"));
  let_in(true);
  EXPECT_THAT(snapshot(pod_).begun, ElementsAre("job")) << "it has, also when that pod has ended";
  EXPECT_THAT(snapshot(pod_).pods, IsEmpty());
  remove(another, now_, "10");
  EXPECT_THAT(snapshot(pod_).begun, IsEmpty()) << "when none is left it begins anew";
}

TEST_F(Pods, ShowWhatEachWorkloadHolds) {
  using std::chrono::hours;
  const Ledger ledger = a_tree().root("research", 8_gpu).ledger();
  EXPECT_EQ(pods_.holdings(ledger), std::nullopt) << "nothing was listed";
  const auto running = [](const Charge& charge, const std::string& workload, std::optional<Instant> ends) {
    return LivePods::Charged{.root = "research", .charge = charge, .workload = workload, .ends = ends};
  };
  list({}, "7");
  EXPECT_EQ(*pods_.holdings(ledger), Holdings{});
  const Charge first = a_pod_charge().of("research").gpus(2).named("vision/train-0");
  const Charge second = a_pod_charge().of("research").gpus(2).named("vision/train-1");
  const Charge alone = a_pod_charge().of("research").migs(2).named("vision/shell").by("bob");
  pods_.put(first.uid, running(first, "train", Instant{hours{2}}));
  pods_.put(second.uid, running(second, "train", Instant{hours{3}}));
  pods_.put(alone.uid, LivePods::Charged{"research", alone});
  const Holding shell{"research", "vision", "shell", "bob", "training", GpuUnits::parse("2/7").value(), std::nullopt};
  EXPECT_THAT(pods_.holdings(ledger)->held,
              UnorderedElementsAre(shell, Holding{"research", "vision", "train", "alice", "training", 4_gpu, Instant{hours{3}}}));
  pods_.put(first.uid, running(first, "train", std::nullopt));
  EXPECT_THAT(pods_.holdings(ledger)->held,
              UnorderedElementsAre(shell, Holding{"research", "vision", "train", "alice", "training", 4_gpu, std::nullopt}))
      << "one of them may run for ever";
  put_waiting(a_pod_charge().of("vision"));
  EXPECT_THAT(pods_.holdings(ledger)->waiting, ElementsAre(std::pair{"vision", 1}));
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
