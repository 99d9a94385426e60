// One Slurm cluster's accounting: read whole, changed by actions.
//
// Calls block; each outward call inside has its own deadline. Used by one thread at a time: parallel writes crash slurmdbd
// (docs/adr/0004).

#pragma once

#include <span>
#include <vector>

#include "core/reconcile/slurm/action.h"
#include "core/reconcile/slurm/world.h"
#include "core/result.h"

namespace tollgate {

class SlurmAccounting {
 public:
  // Everything, from slurmdbd and from slurmctld. kUnavailable when any part of it could not be had: no half pictures.
  virtual Result<reconcile::SlurmWorld> observe() = 0;

  // Applies the actions of a plan made on `seen`, in an order that keeps theirs where it matters; one result for each. A
  // failure does not stop the others, except kUnavailable and kForbidden: they end the batch, and the rest fail alike. No result
  // is proof: observe again.
  virtual std::vector<Result<void>> apply(std::span<const reconcile::SlurmAction> actions, const reconcile::SlurmWorld& seen) = 0;

 protected:
  ~SlurmAccounting() = default;
};

}  // namespace tollgate
