#include "core/quota/confirm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/quota/usage.h"
#include "tests/fakes/quota_builders.h"

namespace tollgate::quota {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::Tree;
using fakes::operator""_gpu;
using std::chrono::seconds;

Tree research() { return a_tree().root("research", 64_gpu); }

Snapshot seen_at(std::string version, std::vector<Charge> pods, std::vector<std::string> gone = {}) {
  Snapshot snapshot{.version = std::move(version), .pods = std::move(pods)};
  for (const Charge& pod : snapshot.pods) snapshot.seen.insert(pod.uid);
  for (std::string& uid : gone) snapshot.seen.insert(std::move(uid));
  return snapshot;
}

GpuUnits used(const Ledger& ledger) { return Usage::of(ledger)->at("research").used; }

TEST(Confirm, CountsAPodAndEndsItsPromiseInOneWrite) {
  const Charge pod = a_pod_charge().of("research").gpus(8);
  const Ledger base = research().holds(pod).ledger();
  const Ledger next = confirm(base, seen_at("7", {pod}), {})->next.value();
  EXPECT_EQ(used(next), 8_gpu);
  EXPECT_TRUE(next.status.reservations.empty());
  EXPECT_EQ(next.status.snapshot, "7");
  EXPECT_EQ(next.version, base.version);
  EXPECT_EQ(next.spec, base.spec);
}

TEST(Confirm, KeepsThePromiseToAPodItHasNotSeen) {
  const Charge pod = a_pod_charge().of("research").gpus(8);
  const Ledger base = research().holds(pod).uses("research", 4_gpu).ledger();
  const Ledger next = confirm(base, seen_at("7", {}), {})->next.value();
  EXPECT_EQ(used(next), 0_gpu);
  ASSERT_EQ(next.status.reservations.size(), 1U);
  EXPECT_EQ(next.status.reservations[0].charge, pod);
}

TEST(Confirm, EndsThePromiseToAPodThatCameAndWent) {
  const Charge pod = a_pod_charge().of("research").gpus(8);
  const Ledger next = confirm(research().holds(pod).ledger(), seen_at("7", {}, {pod.uid}), {})->next.value();
  EXPECT_TRUE(next.status.reservations.empty());
  EXPECT_EQ(used(next), 0_gpu);
}

TEST(Confirm, SumsThePodsOfOneKey) {
  const Ledger next = confirm(research().ledger(),
                              seen_at("7", {a_pod_charge().of("research").gpus(8), a_pod_charge().of("research").gpus(4),
                                            a_pod_charge().of("research").by("bob").gpus(1)}),
                              {})
                          ->next.value();
  EXPECT_EQ(used(next), 13_gpu);
  EXPECT_EQ(next.status.cells.size(), 2U);
}

TEST(Confirm, WritesNothingWhenNothingHasChanged) {
  const Charge pod = a_pod_charge().of("research").gpus(8);
  const Ledger counted = confirm(research().ledger(), seen_at("7", {pod}), {})->next.value();
  EXPECT_FALSE(confirm(counted, seen_at("9", {pod}), {})->next.has_value());
}

TEST(Confirm, LetsALedgerGrantOnceItWasCounted) {
  Ledger base = research().ledger();
  base.status.initialized = false;
  EXPECT_TRUE(confirm(base, seen_at("7", {}), {})->next.value().status.initialized);
}

TEST(Confirm, DropsAnOverduePromiseOnlyWhenItsPodIsKnownToBeAbsent) {
  const Charge pod = a_pod_charge().of("research").gpus(8);
  const Ledger base = research().holds(pod).ledger();
  Pass pass{.ttl = seconds{90}, .ages = {{pod.uid, seconds{90}}}};
  EXPECT_TRUE(confirm(base, seen_at("7", {}), pass)->overdue.empty()) << "not older than its time";
  pass.ages[pod.uid] = seconds{91};
  const Confirmed asked = confirm(base, seen_at("7", {}), pass).value();
  ASSERT_EQ(asked.overdue.size(), 1U);
  EXPECT_EQ(asked.overdue[0].charge.uid, pod.uid);
  pass.absent.insert(pod.uid);
  EXPECT_TRUE(confirm(base, seen_at("7", {}), pass)->next.value().status.reservations.empty());
}

TEST(Confirm, DropsNothingThatIsAbsentButNotOverdue) {
  const Charge pod = a_pod_charge().of("research").gpus(8);
  const Ledger base = research().holds(pod).ledger();
  EXPECT_FALSE(confirm(base, seen_at("7", {}), {.absent = {pod.uid}})->next.has_value());
}

TEST(Confirm, KeepsThePromiseToAPodThatWaitsAtAnyAge) {
  const Charge pod = a_pod_charge().of("research").gpus(8);
  const Ledger base = research().holds(pod).ledger();
  Snapshot snapshot = seen_at("7", {}, {pod.uid});  // whoever says that it was seen, too
  snapshot.waiting.push_back({pod, {}, {}});
  const Confirmed confirmed = confirm(base, snapshot, {.ages = {{pod.uid, seconds{900}}}, .absent = {pod.uid}}).value();
  EXPECT_TRUE(confirmed.overdue.empty()) << "its pod need not be looked for";
  EXPECT_EQ(confirmed.next->status.reservations.size(), 1U);
  EXPECT_EQ(used(*confirmed.next), 0_gpu) << "and it holds nothing yet";
}

TEST(Confirm, EndsThePromiseToAPodThatWaitedWhenItIsCounted) {
  const Charge pod = a_pod_charge().of("research").gpus(8);
  const Ledger next = confirm(research().holds(pod).ledger(), seen_at("7", {pod}), {})->next.value();
  EXPECT_TRUE(next.status.reservations.empty());
  EXPECT_EQ(used(next), 8_gpu);
}

TEST(Confirm, KeepsAgesInStepsWorthAWrite) {
  const Charge pod = a_pod_charge().of("research").gpus(8);
  const Ledger base = research().holds(pod).ledger();
  EXPECT_FALSE(confirm(base, seen_at("7", {}), {.ages = {{pod.uid, seconds{1}}}})->next.has_value());
  const Ledger next = confirm(base, seen_at("7", {}), {.ages = {{pod.uid, seconds{2}}}})->next.value();
  EXPECT_EQ(next.status.reservations[0].age, 2);
}

TEST(Confirm, StepsBackFromALaterEpochAndClaimsAnEarlierOne) {
  Ledger base = research().ledger();
  base.status.epoch = 3;
  EXPECT_EQ(confirm(base, seen_at("7", {}), {.epoch = 2}).error().code, ErrorCode::kConflict);
  EXPECT_FALSE(confirm(base, seen_at("7", {}), {.epoch = 3})->next.has_value());
  EXPECT_EQ(confirm(base, seen_at("7", {}), {.epoch = 4})->next.value().status.epoch, 4);
}

TEST(Confirm, WaitsForPodsAsNewAsTheLedgers) {
  Ledger base = research().uses("research", 8_gpu).ledger();
  base.status.snapshot = "1000";
  EXPECT_EQ(confirm(base, seen_at("999", {}), {}).error().code, ErrorCode::kUnavailable) << "numbers, not texts";
  EXPECT_TRUE(confirm(base, seen_at("1000", {}), {}).ok());
  EXPECT_TRUE(confirm(base, seen_at("340282366920938463463374607431768211456", {}), {}).ok()) << "of any length";
  EXPECT_EQ(confirm(base, seen_at("", {}), {}).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(confirm(base, seen_at("1a", {}), {}).error().code, ErrorCode::kInvalid);
}

TEST(Confirm, WaitsForClaimsAsNewAsTheLedgers) {
  Ledger ledger = a_tree().root("research", 8_gpu).uses("research", 8_gpu).ledger();
  ledger.status.snapshot = "50";
  ledger.status.claims = "100";
  Snapshot snapshot = seen_at("50", {});
  for (const char* older : {"99", ""}) {
    snapshot.claims = older;
    EXPECT_EQ(confirm(ledger, snapshot, {}).error().code, ErrorCode::kUnavailable) << older;
  }
  snapshot.claims = "100";
  const auto confirmed = confirm(ledger, snapshot, {});
  ASSERT_TRUE(confirmed.ok() && confirmed->next);
  EXPECT_EQ(confirmed->next->status.claims, "100");
}

TEST(Confirm, KnowsNoClaimsWhereThereAreNone) {
  const Ledger ledger = a_tree().root("research", 8_gpu).uses("research", 8_gpu).ledger();
  EXPECT_EQ(confirm(ledger, seen_at("50", {}), {})->next->status.claims, "");
}

TEST(ReservationClock, CountsFromWhatWasKnownWhenItFirstSawIt) {
  const Charge pod = a_pod_charge().of("research");
  Ledger ledger = research().holds(pod).ledger();
  ledger.status.reservations[0].age = 30;
  ReservationClock clock;
  clock.observe(ledger, seconds{1000});
  EXPECT_EQ(clock.ages(ledger, seconds{1000})[pod.uid], seconds{30});
  ledger.status.reservations[0].age = 35;  // written meanwhile, by this clock
  clock.observe(ledger, seconds{1005});
  EXPECT_EQ(clock.ages(ledger, std::chrono::milliseconds{1'007'900})[pod.uid], seconds{37});
}

TEST(ReservationClock, ForgetsWhatIsNoLongerOutstanding) {
  const Charge pod = a_pod_charge().of("research");
  const Ledger ledger = research().holds(pod).ledger();
  ReservationClock clock;
  clock.observe(ledger, seconds{0});
  clock.observe(research().ledger(), seconds{50});
  clock.observe(ledger, seconds{60});
  EXPECT_EQ(clock.ages(ledger, seconds{61})[pod.uid], seconds{1});
}

}  // namespace
}  // namespace tollgate::quota
