#include "core/quota/live_claims.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/quota_builders.h"

namespace tollgate::quota {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::operator""_gpu;
using std::chrono::minutes;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class LiveClaimsTest : public testing::Test {
 protected:
  LiveClaimsTest() {
    pods_.list_begins();
    pods_.reached("7");
    pods_.list_ends(now_);
    list();
  }

  void list() {
    claims_.list_begins();
    claims_.reached("70");
    claims_.list_ends(now_);
  }
  // A pod of two GPUs, one of which is for its claim "trainer".
  void put_pod(std::string extended_claim = {}) {
    LivePods::Charged charged{.root = "research", .charge = pod_};
    charged.covers = {.claims = {{"trainer", {{"nvidia.com/gpu", 1}}}}, .extended_claim = std::move(extended_claim)};
    pods_.put(pod_.uid, charged);
    pods_.reached("8");
  }
  void put_claim(const Charge& claim, std::optional<LiveClaims::MadeFor> made_for = {}) {
    claims_.put(claim.uid, LivePods::Charged{.root = "research", .charge = claim}, std::move(made_for));
    claims_.reached("71");
  }
  LiveClaims::MadeFor made_for(std::string claim, std::string name = "made") const {
    return {pod_.uid, std::move(claim), std::move(name)};
  }

  Snapshot snapshot(const Ledger& ledger = a_tree().root("research", 8_gpu).ledger()) const {
    Snapshot snapshot = pods_.snapshot(ledger).value();
    EXPECT_TRUE(claims_.add_to(snapshot, pods_, ledger));
    return snapshot;
  }

  Charge pod_ = a_pod_charge().of("research").gpus(2);
  Charge claim_ = a_pod_charge().of("research").named("ns/claim:made").gpus(1);
  std::chrono::nanoseconds now_{0};
  LivePods pods_;
  LiveClaims claims_;
};

TEST_F(LiveClaimsTest, AreCountedBesideThePods) {
  put_pod();
  put_claim(claim_);
  EXPECT_THAT(snapshot().pods, UnorderedElementsAre(pod_, claim_));
  EXPECT_EQ(snapshot().version, "8");
  EXPECT_EQ(snapshot().claims, "71");
  claims_.remove(claim_.uid, now_);
  claims_.reached("72");
  EXPECT_THAT(snapshot().pods, ElementsAre(pod_));
}

TEST_F(LiveClaimsTest, AreNotShownBeforeTheyWereListed) {
  const Ledger ledger = a_tree().root("research", 8_gpu).ledger();
  Snapshot some = pods_.snapshot(ledger).value();
  EXPECT_FALSE(LiveClaims{}.add_to(some, pods_, ledger));
  claims_.doubt();
  EXPECT_FALSE(claims_.add_to(some, pods_, ledger));
}

TEST_F(LiveClaimsTest, AreNotCountedAgainWithAPodThatIsChargedForThem) {
  put_pod();
  put_claim(claim_, made_for("trainer"));
  EXPECT_THAT(snapshot().pods, ElementsAre(pod_));
}

TEST_F(LiveClaimsTest, AreCountedWhenThePodWasChargedForLessOrForAnother) {
  put_pod();
  put_claim(claim_, made_for("other"));
  EXPECT_THAT(snapshot().pods, UnorderedElementsAre(pod_, claim_));
  const Charge larger = a_pod_charge().of("research").gpus(2);
  put_claim(larger, made_for("trainer"));
  EXPECT_THAT(snapshot().pods, Contains(larger));
}

TEST_F(LiveClaimsTest, AreCountedBeforeTheirPodIsSeenAndAfterItsEnd) {
  put_claim(claim_, made_for("trainer"));
  EXPECT_THAT(snapshot().pods, ElementsAre(claim_));
  put_pod();
  EXPECT_THAT(snapshot().pods, ElementsAre(pod_));
  LivePods::Charged ended{.root = "research", .charge = pod_};
  ended.ended = true;
  pods_.put(pod_.uid, ended);
  pods_.reached("9");
  EXPECT_THAT(snapshot().pods, ElementsAre(claim_));
}

// Behind the gate it is charged nothing, so it covers nothing.
TEST_F(LiveClaimsTest, AreCountedWhileTheirPodWaits) {
  LivePods::Charged waiting{.root = "research", .charge = pod_};
  waiting.gate = Gate{.version = "8"};
  waiting.covers = {.claims = {{"trainer", {{"nvidia.com/gpu", 1}}}}, .extended_claim = {}};
  pods_.put(pod_.uid, waiting);
  pods_.reached("8");
  put_claim(claim_, made_for("trainer"));
  EXPECT_THAT(snapshot().pods, ElementsAre(claim_));
}

TEST_F(LiveClaimsTest, OfExtendedResourcesAreTheOneThatThePodNames) {
  put_pod();
  put_claim(claim_, made_for("", "made"));
  EXPECT_THAT(snapshot().pods, ElementsAre(pod_)) << "the pod has not been told yet";
  put_pod("made");
  EXPECT_THAT(snapshot().pods, ElementsAre(pod_));
  put_pod("another");
  EXPECT_THAT(snapshot().pods, UnorderedElementsAre(pod_, claim_));
}

TEST_F(LiveClaimsTest, KeepThePromiseUntilTheyWereSeen) {
  const Ledger ledger = a_tree().root("research", 8_gpu).holds(claim_).ledger();
  EXPECT_THAT(snapshot(ledger).seen, IsEmpty());
  put_claim(claim_);
  EXPECT_THAT(snapshot(ledger).seen, ElementsAre(claim_.uid));
  list();
  EXPECT_THAT(snapshot(ledger).seen, ElementsAre(claim_.uid)) << "it came and went";
}

}  // namespace
}  // namespace tollgate::quota
