#include "cli/cluster/plan.h"

#include <ostream>

#include "app/reconcile/reconcile_namespaces.h"
#include "cli/cluster/change_report.h"
#include "cli/cluster/cluster_access.h"
#include "cli/cluster/slurm_passes.h"
#include "core/reconcile/namespaces.h"

namespace tollgate::cli {
namespace {

// A move that waits is shown as what it is; when nobody can say, as what it is to be.
ChangeReport::Line line_of(const reconcile::NamespaceAction& action, ChargedPods& charged) {
  const Result<int> left = reconcile::still_charged(action, charged);
  return {{}, left && *left > 0 ? describe_waiting(action, *left) : describe(action), {}};
}

}  // namespace

int plan(const PlanOptions& options, const policy::Site& site, std::ostream& out, std::ostream& err) {
  const auto access = ClusterAccess::open(options, site);
  if (!access) {
    err << "tollgate plan: " << access.error().message << '\n';
    return exit_code_of(access.error());
  }
  ChangeReport report;
  for (const auto& action : reconcile::plan_namespaces(site, (*access)->view()))
    report.changes.push_back(line_of(action, (*access)->charged()));
  for_each_slurm(site, **access, report, [&](ReconcileSlurm& slurm, const reconcile::SlurmDesired& desired) {
    return slurm.look(desired, {.orphans = options.orphans});
  });
  return finish(options, report, !report.changes.empty(), out, err);
}

}  // namespace tollgate::cli
