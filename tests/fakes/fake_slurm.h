// Slurm's accounting in memory, as SlurmAccounting's contract says it: both truths follow every action at once.
//
// The world is open to tests, which is how drift, usage and jobs come about. Any call can be made to fail.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/ports/slurm_accounting.h"

namespace tollgate::fakes {

// A healthy cluster with nothing in it but root.
reconcile::SlurmWorld an_empty_slurm();

// What the action makes of a world; kInvalid with Slurm's reason when it cannot be.
Result<void> apply_to(reconcile::SlurmWorld& world, const reconcile::SlurmAction& action);

class FakeSlurm final : public SlurmAccounting {
 public:
  reconcile::SlurmWorld world = an_empty_slurm();
  std::optional<Error> down;              // every call fails with it
  std::optional<Error> next_action;       // the next action fails with it, once
  bool slurmctld_misses_changes = false;  // the database follows, what is in force does not
  std::size_t writes = 0;
  std::size_t reads = 0;

  Result<reconcile::SlurmWorld> observe() override;
  std::vector<Result<void>> apply(std::span<const reconcile::SlurmAction> actions, const reconcile::SlurmWorld& seen) override;

 private:
  Result<void> apply_one(const reconcile::SlurmAction& action);
};

}  // namespace tollgate::fakes
