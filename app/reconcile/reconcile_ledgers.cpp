#include "app/reconcile/reconcile_ledgers.h"

namespace tollgate::reconcile {
Result<ReconcileLedgers::Outcome> ReconcileLedgers::pass(const DesiredLedgers& desired) {
  const std::vector<ObservedLedger> observed = TRY(objects_.list());
  LedgerPlan plan = plan_ledgers(desired, observed);
  Outcome outcome;
  for (const ObservedLedger& seen : observed)
    if (seen.newer.empty() && seen.broken.empty()) outcome.roots.emplace(seen.ledger.root, seen.ledger.generation);
  outcome.waiting = std::move(plan.waiting);
  outcome.alarms = std::move(plan.alarms);
  for (const LedgerAction& action : plan.actions) apply(action, outcome);
  return outcome;
}

// What a promise that another ledger has given up became is in the pods; the ledger that counts it must have counted it
// before it grants again. If that takes a write, the ledger is not as it was seen, and the next pass decides.
void ReconcileLedgers::apply(const LedgerAction& action, Outcome& outcome) {
  const bool grants = action.kind == LedgerAction::Kind::kWriteSpec && lets_grant_again(*action.seen, action.spec);
  if (grants && !is_true_(action.root)) {
    outcome.waiting.push_back("quota ledger " + action.root + " grants nothing: its pods are being counted");
    return;
  }
  const Result<void> done = write(action);
  if (!done) {
    outcome.failures.push_back(describe(action) + ": " + done.error().message);
    return;
  }
  ++outcome.written;
  if (!action.repairs) return log_.info("quota ledger changed", {{"root", action.root}, {"change", describe(action)}});
  outcome.repaired.push_back(action.root);
  log_.warning("quota ledger edited by hand",
               {{"root", action.root}, {"edited", action.seen->held ? "spec" : "finalizer"}, {"change", describe(action)}});
}

Result<void> ReconcileLedgers::write(const LedgerAction& action) {
  switch (action.kind) {
    case LedgerAction::Kind::kCreate: return objects_.create(action.root, action.spec);
    case LedgerAction::Kind::kRemove: return objects_.remove(*action.seen);
    case LedgerAction::Kind::kWriteSpec: break;
  }
  return objects_.write_spec(*action.seen, action.spec);
}

}  // namespace tollgate::reconcile
