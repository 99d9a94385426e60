// What plan and apply have in common: a pass over each Slurm cluster of the policy, and the exit code.

#pragma once

#include <functional>
#include <iosfwd>

#include "app/reconcile/reconcile_slurm.h"
#include "cli/cluster/change_report.h"
#include "cli/cluster/cluster_access.h"
#include "cli/cluster/plan.h"

namespace tollgate::cli {

using SlurmUse = std::function<Result<SlurmPass>(ReconcileSlurm&, const reconcile::SlurmDesired&)>;

// A cluster that cannot be reached does not keep the others from theirs.
void for_each_slurm(const policy::Site& site, ClusterAccess& access, ChangeReport& report, const SlurmUse& use);

// 3 when trying again later makes sense or credentials are missing, 2 otherwise.
int exit_code_of(const Error& error);

// Writes the report; 3 when something was unreachable, else 1 when `differs`, else 0.
int finish(const PlanOptions& options, const ChangeReport& report, bool differs, std::ostream& out, std::ostream& err);

}  // namespace tollgate::cli
