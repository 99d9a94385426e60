#include "app/reconcile/reconcile_namespaces.h"

namespace tollgate::reconcile {

ReconcileNamespaces::Outcome ReconcileNamespaces::pass(const policy::Site& site, const policy::ClusterView& observed) {
  Outcome outcome;
  for (const NamespaceAction& action : plan_namespaces(site, observed)) {
    const Result<int> left = still_charged(action, charged_);
    if (!left) {
      outcome.failures.push_back(describe(action) + ": " + left.error().message);
    } else if (*left > 0) {
      outcome.waiting.push_back(describe_waiting(action, *left));
    } else {
      apply(action, outcome);
    }
  }
  return outcome;
}

void ReconcileNamespaces::apply(const NamespaceAction& action, Outcome& outcome) {
  const Result<void> done =
      action.team.empty() ? objects_.clear_team(action.namespace_name) : objects_.set_team(action.namespace_name, action.team);
  if (done) {
    ++outcome.written;
    log_.info("namespace labelled", {{"namespace", action.namespace_name}, {"team", action.team}, {"was_team", action.was_team}});
  } else if (done.error().code != ErrorCode::kNotFound) {
    outcome.failures.push_back(describe(action) + ": " + done.error().message);
  }
}

Result<int> still_charged(const NamespaceAction& action, ChargedPods& charged) {
  if (action.was_team.empty()) return 0;
  return charged.count(action.namespace_name, action.was_team);
}

}  // namespace tollgate::reconcile
