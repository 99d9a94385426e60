#include "app/reconcile/reconcile_namespaces.h"

#include "core/reconcile/namespaces.h"

namespace tollgate::reconcile {

ReconcileNamespaces::Outcome ReconcileNamespaces::pass(const policy::Site& site, const policy::ClusterView& observed) {
  Outcome outcome;
  for (const NamespaceAction& action : plan_namespaces(site, observed)) {
    const Result<void> done =
        action.team.empty() ? objects_.clear_team(action.namespace_name) : objects_.set_team(action.namespace_name, action.team);
    if (done) {
      ++outcome.written;
      log_.info("namespace labelled",
                {{"namespace", action.namespace_name}, {"team", action.team}, {"was_team", action.was_team}});
    } else if (done.error().code != ErrorCode::kNotFound) {
      outcome.failures.push_back(describe(action) + ": " + done.error().message);
    }
  }
  return outcome;
}

}  // namespace tollgate::reconcile
