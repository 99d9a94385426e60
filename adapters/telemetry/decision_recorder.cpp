#include "adapters/telemetry/decision_recorder.h"

namespace tollgate::telemetry {
namespace {

Counter requests(Metrics& metrics, const std::string& phase, const std::string& verdict) {
  return metrics.counter("tollgate_admission_requests_total", "Admission requests answered.",
                         {{"phase", phase}, {"verdict", verdict}});
}

}  // namespace

DecisionRecorder::OfPhase::OfPhase(Metrics& metrics, const std::string& phase)
    : allowed{requests(metrics, phase, "allowed")},
      denied{requests(metrics, phase, "denied")},
      failed{requests(metrics, phase, "error")},
      seconds{metrics.histogram("tollgate_admission_duration_seconds", "From the whole request to the answer.",
                                {0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.01, 0.1, 1, 10},
                                {{"phase", phase}})} {}

DecisionRecorder::DecisionRecorder(Metrics& metrics, DecisionLog* log)
    : metrics_{metrics}, log_{log}, mutate_{metrics, "mutate"}, validate_{metrics, "validate"} {}

void DecisionRecorder::record(DecisionRecord record) {
  const bool validate = record.phase == "validate";
  const OfPhase& phase = validate ? validate_ : mutate_;
  (record.verdict == "allowed" ? phase.allowed : record.verdict == "denied" ? phase.denied : phase.failed).add();
  phase.seconds.observe(std::chrono::duration<double>{record.took}.count());
  if (record.verdict == "denied") count_denials(record.rules);
  if (validate && log_ != nullptr) log_->append(record);
}

void DecisionRecorder::count_denials(const std::vector<std::string>& rules) {
  const auto denials = denials_.lock();
  for (const std::string& rule : rules) {
    auto found = denials->find(rule);
    if (found == denials->end()) {
      found = denials->emplace(rule, metrics_.counter("tollgate_denials_total", "Denials by rule.", {{"rule", rule}})).first;
    }
    found->second.add();
  }
}

}  // namespace tollgate::telemetry
