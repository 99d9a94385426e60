// Tells each decision to the metrics, and those of /validate to the decision log.

#pragma once

#include <map>
#include <string>

#include "adapters/system/guarded.h"
#include "adapters/telemetry/decision_log.h"
#include "adapters/telemetry/metrics.h"
#include "app/ports/recorder.h"

namespace tollgate::telemetry {

class DecisionRecorder final : public Recorder {
 public:
  // Both outlive the recorder; without a log there are only metrics.
  explicit DecisionRecorder(Metrics& metrics, DecisionLog* log = nullptr);

  void record(DecisionRecord record) override;

 private:
  struct OfPhase {
    OfPhase(Metrics& metrics, const std::string& phase);
    Counter allowed;
    Counter denied;
    Counter failed;
    Histogram seconds;
  };

  void count_denials(const std::vector<std::string>& rules);

  Metrics& metrics_;
  DecisionLog* log_;
  OfPhase mutate_;
  OfPhase validate_;
  system::Guarded<std::map<std::string, Counter>> denials_;  // by rule
};

}  // namespace tollgate::telemetry
