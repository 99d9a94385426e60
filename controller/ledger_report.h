// What the leader finds in the quota ledgers, told to the log and the metrics: each event once, each lasting state once.
//
// For one thread.

#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "adapters/telemetry/metrics.h"
#include "app/ports/log.h"
#include "app/reconcile/lift_gates.h"
#include "app/reconcile/quota_confirmer.h"
#include "app/reconcile/reconcile_ledgers.h"
#include "controller/said_once.h"
#include "core/quota/ledger.h"

namespace tollgate::controller {

class LedgerReport {
 public:
  // Both outlive it.
  LedgerReport(Log& log, telemetry::Metrics& metrics) : log_{log}, metrics_{metrics} {}

  void pods_heard(std::chrono::nanoseconds ago);
  void confirmed(const std::string& root, const Result<reconcile::QuotaConfirmer::Outcome>& outcome);
  void found(const quota::Ledger& ledger);
  void edited(const std::string& root, const std::vector<std::string>& edits);
  // What waits in the line of a root; of no root: what waited for nothing.
  void let_in(const std::string& root, const Result<reconcile::LiftGates::Outcome>& outcome);
  void limits(const Result<reconcile::ReconcileLedgers::Outcome>& outcome);
  void gives_up(const std::string& why);

 private:
  void count(const std::string& root, const std::string& result);
  void tell_over_limit(const quota::Ledger& ledger);

  Log& log_;
  telemetry::Metrics& metrics_;
  std::set<std::string> in_trouble_;                   // roots that could not be confirmed
  std::map<std::string, std::set<std::string>> over_;  // teams that were over their limit, by root
  std::map<std::string, SaidOnce> gates_;              // what kept pods from being let in, by root
  SaidOnce failures_;
  SaidOnce waiting_;
  SaidOnce alarms_;
};

}  // namespace tollgate::controller
