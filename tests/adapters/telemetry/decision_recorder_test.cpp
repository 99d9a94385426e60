#include "adapters/telemetry/decision_recorder.h"

#include <gmock/gmock.h>

namespace tollgate::telemetry {
namespace {

using ::testing::HasSubstr;

DecisionRecord decision(std::string phase, std::string verdict, std::vector<std::string> rules = {}) {
  DecisionRecord record;
  record.phase = std::move(phase);
  record.verdict = std::move(verdict);
  record.rules = std::move(rules);
  record.took = std::chrono::microseconds{20};
  return record;
}

TEST(DecisionRecorder, CountsByPhaseVerdictAndRule) {
  Metrics metrics;
  DecisionRecorder recorder{metrics};
  recorder.record(decision("mutate", "allowed"));
  recorder.record(decision("validate", "denied", {"spot", "gpu-quota"}));
  recorder.record(decision("validate", "denied", {"spot"}));
  recorder.record(decision("validate", "error"));
  const std::string text = metrics.exposition();
  EXPECT_THAT(text, HasSubstr("tollgate_admission_requests_total{phase=\"mutate\",verdict=\"allowed\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("tollgate_admission_requests_total{phase=\"validate\",verdict=\"denied\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("tollgate_admission_requests_total{phase=\"validate\",verdict=\"error\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("tollgate_denials_total{rule=\"spot\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("tollgate_admission_duration_seconds_bucket{phase=\"validate\",le=\"2.5e-05\"} 3\n"));
}

}  // namespace
}  // namespace tollgate::telemetry
