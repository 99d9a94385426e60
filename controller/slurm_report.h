// What a pass over one Slurm cluster did, told to the log and the metrics: each change once, each lasting state once.

#pragma once

#include <optional>
#include <string>

#include "adapters/telemetry/metrics.h"
#include "app/ports/log.h"
#include "app/reconcile/reconcile_slurm.h"
#include "controller/said_once.h"

namespace tollgate::controller {

class SlurmReport {
 public:
  // Both outlive it.
  SlurmReport(std::string cluster, Log& log, telemetry::Metrics& metrics);

  void failed(const Error& error);
  void done(const SlurmPass& pass);

 private:
  void tell_changes(const SlurmPass& pass);
  void tell_states(const SlurmPass& pass);

  std::string cluster_;
  Log& log_;
  telemetry::Counter writes_;
  telemetry::Gauge pending_;
  telemetry::Gauge refused_;
  std::optional<ErrorCode> away_;  // the failure that lasts
  SaidOnce problems_;
  SaidOnce kept_;
};

}  // namespace tollgate::controller
