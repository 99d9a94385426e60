#include "cli/cluster/plan.h"

#include <ostream>

#include "cli/cluster/change_report.h"
#include "cli/cluster/cluster_access.h"
#include "cli/cluster/slurm_passes.h"
#include "core/reconcile/namespaces.h"

namespace tollgate::cli {

int plan(const PlanOptions& options, const policy::Site& site, std::ostream& out, std::ostream& err) {
  const auto access = ClusterAccess::open(options, site);
  if (!access) {
    err << "tollgate plan: " << access.error().message << '\n';
    return exit_code_of(access.error());
  }
  ChangeReport report;
  for (const auto& action : reconcile::plan_namespaces(site, (*access)->view()))
    report.changes.push_back({{}, describe(action), {}});
  for_each_slurm(site, **access, report, [&](ReconcileSlurm& slurm, const reconcile::SlurmDesired& desired) {
    return slurm.look(desired, {.orphans = options.orphans});
  });
  return finish(options, report, !report.changes.empty(), out, err);
}

}  // namespace tollgate::cli
