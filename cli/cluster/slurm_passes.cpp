#include "cli/cluster/slurm_passes.h"

#include <ostream>

#include "adapters/slurm/slurm_cluster.h"
#include "adapters/system/system_clock.h"

namespace tollgate::cli {

void for_each_slurm(const policy::Site& site, ClusterAccess& access, ChangeReport& report, const SlurmUse& use) {
  const system::SystemClock clock;
  const auto desired = reconcile::desired_slurm(site, access.present(), clock.now());
  for (const policy::SlurmCluster& cluster : site.slurm_clusters) {
    slurm::SlurmCluster slurm{
        {.url = cluster.url, .token_file = cluster.token_file, .sacctmgr = cluster.sacctmgr, .scontrol = cluster.scontrol}};
    ReconcileSlurm use_case{cluster.name, slurm, access.records(), clock};
    const auto pass = use(use_case, desired);
    if (pass)
      report.add(cluster.name, *pass);
    else
      report.unreachable.push_back({"slurm " + cluster.name, pass.error().message, {}});
  }
}

int exit_code_of(const Error& error) { return error.code == ErrorCode::kInvalid ? 2 : 3; }

int finish(const PlanOptions& options, const ChangeReport& report, bool differs, std::ostream& out, std::ostream& err) {
  if (options.json)
    write_json(report, out);
  else
    write_text(report, out);
  for (const auto& line : report.unreachable) err << line.where << ": " << line.text << '\n';
  if (!report.unreachable.empty()) return 3;
  return differs ? 1 : 0;
}

}  // namespace tollgate::cli
