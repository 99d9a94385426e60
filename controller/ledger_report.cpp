#include "controller/ledger_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/quota/upkeep/conditions.h"

namespace tollgate::controller {
namespace {

using Outcome = reconcile::QuotaConfirmer::Outcome;

double in_gpus(quota::GpuUnits amount) {
  return static_cast<double>(amount.count()) / static_cast<double>(quota::GpuUnits::kPerGpu);
}

}  // namespace

void LedgerReport::pods_heard(std::chrono::nanoseconds ago) {
  metrics_.gauge("tollgate_quota_snapshot_age_seconds", "Since the API server last told of pods.")
      .set(std::chrono::duration<double>{ago}.count());
}

void LedgerReport::confirmed(const std::string& root, const Result<Outcome>& outcome) {
  if (outcome) {
    if (*outcome == Outcome::kWritten) count(root, "written");
    if (in_trouble_.erase(root) > 0) log_.info("quota ledger confirmed again", {{"root", root}});
    return;
  }
  count(root, outcome.error().code == ErrorCode::kConflict ? "conflict" : "failed");
  if (in_trouble_.insert(root).second)
    log_.warning("quota ledger not confirmed", {{"root", root}, {"error", outcome.error().message}});
}

void LedgerReport::count(const std::string& root, const std::string& result) {
  metrics_
      .counter("tollgate_quota_confirms_total", "Writes of what runs into the quota ledgers.",
               {{"root", root}, {"result", result}})
      .add();
}

void LedgerReport::found(const quota::Ledger& ledger) {
  const telemetry::Labels root{{"root", ledger.root}};
  const bool grants = ledger.status.initialized && !ledger.spec.frozen;
  metrics_.gauge("tollgate_quota_reservations", "Pods that were allowed and have not been seen yet.", root)
      .set(static_cast<double>(ledger.status.reservations.size()));
  metrics_.gauge("tollgate_quota_epoch", "Which leader in a row counts the ledger.", root)
      .set(static_cast<double>(ledger.status.epoch));
  metrics_.gauge("tollgate_quota_grants", "0 while the ledger is new or frozen and grants nothing.", root).set(grants ? 1 : 0);
  tell_over_limit(ledger);
}

void LedgerReport::tell_over_limit(const quota::Ledger& ledger) {
  const auto gauge = [&](const std::string& team) {
    return metrics_.gauge("tollgate_quota_over_limit_gpus", "GPUs that a team holds above its limit.",
                          {{"root", ledger.root}, {"team", team}});
  };
  std::set<std::string>& before = over_[ledger.root];
  std::set<std::string> now;
  for (const quota::OverLimit& over : quota::over_limits(ledger)) {
    gauge(over.team).set(in_gpus(over.charged - over.limit));
    now.insert(over.team);
    if (!before.contains(over.team)) {
      log_.warning(
          "team over its limit",
          {{"root", ledger.root}, {"team", over.team}, {"holds", over.charged.to_text()}, {"limit", over.limit.to_text()}});
    }
  }
  for (const std::string& team : before)
    if (!now.contains(team)) gauge(team).set(0);
  before = std::move(now);
}

void LedgerReport::edited(const std::string& root, const std::vector<std::string>& edits) {
  log_.warning("quota ledger edited by hand", {{"root", root}, {"edited", fmt::format("status: {}", fmt::join(edits, ", "))}});
  metrics_.counter("tollgate_quota_repairs_total", "Ledgers edited by hand and put right.", {{"root", root}}).add();
}

void LedgerReport::let_in(const std::string& root, const Result<reconcile::LiftGates::Outcome>& outcome) {
  std::vector<std::string> problems;
  if (outcome) {
    problems = outcome->failures;
  } else if (outcome.error().code != ErrorCode::kUnavailable) {
    problems.push_back("the quota ledger " + root + ": " + outcome.error().message);
  }
  for (const std::string& line : gates_[root].news(problems)) log_.warning("waiting pods not let in", {{"problem", line}});
  if (!outcome || root.empty()) return;
  metrics_.gauge("tollgate_quota_waiting_pods", "Pods that wait for quota.", {{"root", root}})
      .set(static_cast<double>(outcome->waiting));
  if (outcome->lifted == 0) return;
  metrics_.counter("tollgate_quota_let_in_pods_total", "Pods that waited for quota and were let in.", {{"root", root}})
      .add(static_cast<double>(outcome->lifted));
}

void LedgerReport::limits(const Result<reconcile::ReconcileLedgers::Outcome>& outcome) {
  if (!outcome) {
    for (const std::string& line : failures_.news({outcome.error().message}))
      log_.warning("quota ledgers cannot be listed", {{"error", line}});
    return;
  }
  for (const std::string& root : outcome->repaired)
    metrics_.counter("tollgate_quota_repairs_total", "Ledgers edited by hand and put right.", {{"root", root}}).add();
  metrics_.gauge("tollgate_quota_alarms", "Quota ledgers that somebody has to look at.")
      .set(static_cast<double>(outcome->alarms.size()));
  for (const std::string& line : failures_.news(outcome->failures)) log_.warning("quota ledger differs", {{"problem", line}});
  for (const std::string& line : waiting_.news(outcome->waiting)) log_.info("quota ledger waits", {{"what", line}});
  for (const std::string& line : alarms_.news(outcome->alarms)) log_.error("quota ledger needs a look", {{"problem", line}});
}

void LedgerReport::gives_up(const std::string& why) { log_.error("giving up the lead", {{"why", why}}); }

}  // namespace tollgate::controller
