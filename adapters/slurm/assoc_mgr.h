// `scontrol show assoc_mgr flags=assoc` → what slurmctld enforces, and how much is used of it.
//
// The only view of slurmctld's own limits in 22.05. "GrpTRES=…,gres/gpu=8(4)" reads: limit 8, 4 in use; N = no limit.

#pragma once

#include <string_view>

#include "core/reconcile/slurm/world.h"
#include "core/result.h"

namespace tollgate::slurm {

// Fills `in_force` of the accounts and members that `into` already has; associations of other clusters or with single
// partitions are passed over.
Result<void> read_assoc_mgr(std::string_view text, reconcile::SlurmWorld& into);

}  // namespace tollgate::slurm
