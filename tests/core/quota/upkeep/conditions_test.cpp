#include "core/quota/upkeep/conditions.h"

#include <gmock/gmock.h>

#include "tests/fakes/quota_builders.h"

namespace tollgate::quota {
namespace {

using fakes::a_pod_charge;
using fakes::a_tree;
using fakes::operator""_gpu;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(OverLimits, NamesWhoHoldsMoreThanItMay) {
  const Ledger ledger = a_tree().root("research", 8_gpu).team("vision", 4_gpu).uses("vision", 6_gpu).ledger();
  EXPECT_THAT(over_limits(ledger), ElementsAre(OverLimit{"vision", 6_gpu, 4_gpu}));
}

TEST(OverLimits, CountsPromisesToo) {
  const Ledger ledger =
      a_tree().root("research", 8_gpu).uses("research", 8_gpu).holds(a_pod_charge().of("research").gpus(1)).ledger();
  EXPECT_THAT(over_limits(ledger), ElementsAre(OverLimit{"research", 9_gpu, 8_gpu}));
}

TEST(OverLimits, HaveNothingToSayOfAFullTree) {
  EXPECT_THAT(over_limits(a_tree().root("research", 8_gpu).uses("research", 8_gpu).ledger()), IsEmpty());
}

TEST(Conditions, SayWhoIsOverItsLimitAndSinceWhen) {
  Ledger ledger = a_tree().root("research", 8_gpu).uses("research", 8_gpu).ledger();
  ledger.status.conditions = conditions_of(ledger, "monday");
  EXPECT_EQ(ledger.status.conditions[0],
            (Condition{.type = "OverLimit", .holds = false, .reason = "WithinLimits", .message = "", .since = "monday"}));
  ledger.spec.teams[0].gpus = 4_gpu;
  ledger.status.conditions = conditions_of(ledger, "tuesday");
  EXPECT_EQ(ledger.status.conditions[0], (Condition{.type = "OverLimit",
                                                    .holds = true,
                                                    .reason = "UsageAboveLimit",
                                                    .message = "team research holds 8 of 4 GPU",
                                                    .since = "tuesday"}));
  EXPECT_EQ(conditions_of(ledger, "wednesday")[0].since, "tuesday");
}

TEST(Conditions, SayThatNothingIsGranted) {
  Ledger ledger = a_tree().root("research", 8_gpu).ledger();
  EXPECT_FALSE(conditions_of(ledger, "now")[1].holds);
  ledger.spec.frozen = true;
  EXPECT_TRUE(conditions_of(ledger, "now")[1].holds);
  EXPECT_EQ(conditions_of(ledger, "now")[1].type, "Frozen");
}

}  // namespace
}  // namespace tollgate::quota
