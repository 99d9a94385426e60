#include "controller/slurm_loop.h"

namespace tollgate::controller {
namespace {

// Writes only while we lead: the picture a plan was made on can be old when a leader was stalled.
class WhileLeading final : public SlurmAccounting {
 public:
  WhileLeading(SlurmAccounting& slurm, const LeaderLock& leader) : slurm_{slurm}, leader_{leader} {}

  Result<reconcile::SlurmWorld> observe() override { return slurm_.observe(); }

  std::vector<Result<void>> apply(std::span<const reconcile::SlurmAction> actions, const reconcile::SlurmWorld& seen) override {
    if (leader_.is_leading()) return slurm_.apply(actions, seen);
    return std::vector<Result<void>>(actions.size(), Error{ErrorCode::kUnavailable, "another replica leads now"});
  }

 private:
  SlurmAccounting& slurm_;
  const LeaderLock& leader_;
};

slurm::Address address_of(const policy::SlurmCluster& cluster) {
  return {.url = cluster.url, .token_file = cluster.token_file, .sacctmgr = cluster.sacctmgr, .scontrol = cluster.scontrol};
}

}  // namespace

Pass SlurmLoop::pass(const std::stop_token& stop) {
  if (!parts_.cluster.synced()) return Pass::kFailed;
  const auto site = parts_.site.current();
  const auto present = reconcile::teams_with_namespaces(*site, *parts_.cluster.view().current());
  const auto desired = reconcile::desired_slurm(*site, present, parts_.clock.now());
  Pass result = Pass::kDone;
  for (const policy::SlurmCluster& cluster : site->slurm_clusters)
    if (!stop.stop_requested() && pass(cluster, desired, stop) == Pass::kFailed) result = Pass::kFailed;
  return result;
}

Pass SlurmLoop::pass(const policy::SlurmCluster& cluster, const reconcile::SlurmDesired& desired, const std::stop_token& stop) {
  SlurmReport& report = reports_.try_emplace(cluster.name, cluster.name, parts_.log, parts_.metrics).first->second;
  slurm::SlurmCluster slurm{address_of(cluster), stop};
  WhileLeading guarded{slurm, parts_.leader};
  ReconcileSlurm reconcile{cluster.name, guarded, parts_.records, parts_.clock};

  const auto pass = reconcile.run(desired);
  if (stop.stop_requested()) return Pass::kDone;
  if (!pass) {
    report.failed(pass.error());
    return Pass::kFailed;
  }
  report.done(*pass);
  return pass->held || pass->is_settled() ? Pass::kDone : Pass::kFailed;
}

}  // namespace tollgate::controller
