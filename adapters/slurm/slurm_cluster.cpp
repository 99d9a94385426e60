#include "adapters/slurm/slurm_cluster.h"

#include <fmt/format.h>

#include "adapters/slurm/assoc_mgr.h"
#include "adapters/slurm/batch.h"
#include "adapters/slurm/tables.h"

namespace tollgate::slurm {

Result<reconcile::SlurmWorld> SlurmCluster::observe() {
  reconcile::SlurmWorld world;
  const std::string config = TRY(tools_.scontrol_show({"config"}));
  TRY(read_config(config, world.facts));
  const auto format = [](std::string_view columns) { return fmt::format("format={}", columns); };
  // wopl: without what is inherited from the parents.
  const auto tables =
      TRY(tools_.sacctmgr_shows({{"assoc", "where", "cluster=" + world.facts.cluster, "wopl", format(kAssociationColumns)},
                                 {"account", format(kAccountColumns)},
                                 {"user", format(kUserColumns)},
                                 {"qos", format(kQosColumns)}}));
  TRY(read_associations(tables[0], world));
  TRY(read_accounts(tables[1], world));
  TRY(read_users(tables[2], world));
  TRY(read_qos(tables[3], world));
  // Last, so that it knows all that the tables show.
  const std::string in_force = TRY(tools_.scontrol_show({"assoc_mgr", "flags=assoc"}));
  TRY(read_assoc_mgr(in_force, world));
  return world;
}

std::vector<Result<void>> SlurmCluster::apply(std::span<const reconcile::SlurmAction> actions,
                                              const reconcile::SlurmWorld& seen) {
  return Batch{tools_, rest_, actions, seen}.run();
}

}  // namespace tollgate::slurm
