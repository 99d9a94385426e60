// A few runs of the model in every test run; `make quota-model` plays thousands.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "tests/model/quota/campaign.h"

namespace tollgate::model_test {
namespace {

std::string_view name_of(Ablation ablation) { return std::ranges::find(kAblations, ablation, &AblationName::ablation)->name; }

TEST(QuotaModel, TheProtocolHoldsInEveryRun) {
  const Outcome outcome = play({.runs = 16});
  EXPECT_EQ(outcome.broken, 0U) << "quota_model --seed " << outcome.seed << " --trace: " << outcome.problem;
  EXPECT_GT(outcome.counts.grants, 100U);
  EXPECT_GT(outcome.counts.expiries, 10U);
  EXPECT_GT(outcome.counts.conflicts, 100U);
}

// Those that break often; the rare ones have their hundreds of runs in `make quota-model`.
TEST(QuotaModel, BreaksWithoutAPartOfTheProtocol) {
  constexpr std::array kOften{Ablation::kAdmissionWithoutCas,     Ablation::kTwoWrites,     Ablation::kLeaderWithoutCas,
                              Ablation::kLeaderWithoutCasOrFence, Ablation::kAgesForgotten, Ablation::kOwnLimits};
  for (const Ablation ablation : kOften) {
    const Outcome outcome = play({.settings = {.ablation = ablation}, .runs = 60, .stop_at_first = true});
    EXPECT_GT(outcome.broken, 0U) << name_of(ablation);
    RecordProperty(std::string{name_of(ablation)}, std::to_string(outcome.counts.runs));
  }
}

}  // namespace
}  // namespace tollgate::model_test
