// What to do so that Slurm follows the policy: a pure function from what should be, what is and what we did before.
//
// Only what we own is changed or taken away. An association that has jobs is never removed. Accounts whose team is gone are
// kept unless asked. Applying a plan and planning again gives nothing.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/model/instant.h"
#include "core/reconcile/slurm/action.h"
#include "core/reconcile/slurm/record.h"
#include "core/reconcile/slurm/world.h"

namespace tollgate::reconcile {

enum class Orphans : std::uint8_t { kKeep, kDelete };

struct SlurmPlan {
  std::vector<SlurmAction> actions;  // in the order to apply: parents before children, removals last
  std::vector<std::string> refused;  // what the policy wants and cannot have here, and why
  std::vector<std::string> kept;     // what is ours, is wanted no more and stays, and why
  SlurmRecord intent;                // to be stored before the first action
  std::size_t removals = 0;          // associations that the actions take away
  std::size_t existing = 0;          // associations there are

  // More than a tenth would go: probably a mistake in the policy. A person must say that it is none.
  [[nodiscard]] bool removes_too_much() const { return removals * 10 > existing; }
};

SlurmPlan plan_slurm(const SlurmDesired& desired, const SlurmWorld& world, const SlurmRecord& last, Instant now,
                     Orphans orphans = Orphans::kKeep);

}  // namespace tollgate::reconcile
