// SlurmAccounting over slurmrestd, sacctmgr and scontrol. Why which of them: docs/adr/0004.
//
// Reads: sacctmgr for slurmdbd, scontrol for slurmctld. Creates in bulk by REST. Changes and removes by sacctmgr. One write at
// a time: parallel ones lose changes and end slurmdbd.

#pragma once

#include "adapters/slurm/rest_client.h"
#include "adapters/slurm/tools.h"
#include "app/ports/slurm_accounting.h"

namespace tollgate::slurm {

class SlurmCluster final : public SlurmAccounting {
 public:
  // A stop ends a reading, and a batch after the write under way.
  explicit SlurmCluster(const Address& address, std::stop_token stop = {}) : tools_{address, std::move(stop)}, rest_{address} {}

  Result<reconcile::SlurmWorld> observe() override;
  std::vector<Result<void>> apply(std::span<const reconcile::SlurmAction> actions, const reconcile::SlurmWorld& seen) override;

 private:
  Tools tools_;
  RestClient rest_;
};

}  // namespace tollgate::slurm
