// The part of a plan that takes something away.

#pragma once

#include "core/reconcile/slurm/plan.h"

namespace tollgate::reconcile {

// Adds the removals to `plan`, or says in it why something stays; counts them, and what exists.
void plan_removals(const SlurmDesired& desired, const SlurmWorld& world, const SlurmRecord& last, Orphans orphans,
                   SlurmPlan& plan);

}  // namespace tollgate::reconcile
