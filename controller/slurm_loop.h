// The Slurm loop: every SlurmCluster of the policy follows the teams that have a namespace.

#pragma once

#include <map>
#include <memory>
#include <stop_token>
#include <string>

#include "adapters/slurm/slurm_cluster.h"
#include "app/ports/cluster_source.h"
#include "app/ports/leader_lock.h"
#include "app/published.h"
#include "controller/loop.h"
#include "controller/slurm_report.h"

namespace tollgate::controller {

class SlurmLoop {
 public:
  // All of them outlive the loop.
  struct Parts {
    const Published<policy::Site>& site;
    const ClusterSource& cluster;
    RecordStore& records;
    const LeaderLock& leader;
    const Clock& clock;
    Log& log;
    telemetry::Metrics& metrics;
  };

  explicit SlurmLoop(Parts parts) : parts_{parts} {}

  // One pass over all clusters; one that fails does not keep the others from theirs.
  Pass pass(const std::stop_token& stop);

 private:
  Pass pass(const policy::SlurmCluster& cluster, const reconcile::SlurmDesired& desired, const std::stop_token& stop);

  Parts parts_;
  std::map<std::string, SlurmReport> reports_;  // by cluster
};

}  // namespace tollgate::controller
