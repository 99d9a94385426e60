// Makes one Slurm cluster follow the policy: observe → plan → apply → read back.
//
// The same use case runs in the controller's loop and in `tollgate plan` and `apply`. It holds no state of its own: two of
// them side by side are safe, since what was applied is recorded by compare-and-swap before the first change.

#pragma once

#include <string>
#include <vector>

#include "app/ports/clock.h"
#include "app/ports/record_store.h"
#include "app/ports/slurm_accounting.h"
#include "core/policy/site.h"
#include "core/reconcile/slurm/desired.h"
#include "core/reconcile/slurm/plan.h"

namespace tollgate {

struct SlurmPass {
  reconcile::SlurmPlan plan;
  std::vector<Result<void>> outcomes;     // one for each action, when they were applied
  bool held = false;                      // the plan would remove too much; nothing was applied
  std::vector<std::string> not_in_force;  // what a plan on the state afterwards would still do

  // Nothing is left to do and nothing went wrong.
  [[nodiscard]] bool is_settled() const;
};

struct SlurmPassOptions {
  reconcile::Orphans orphans = reconcile::Orphans::kKeep;
  bool force = false;  // remove however much it is
};

class ReconcileSlurm {
 public:
  // `cluster`: the SlurmCluster's name in the policy; its record's name. The references outlive this.
  ReconcileSlurm(std::string cluster, SlurmAccounting& slurm, RecordStore& records, const Clock& clock)
      : cluster_{std::move(cluster)}, slurm_{slurm}, records_{records}, clock_{clock} {}

  // What a pass would do. Changes nothing, records nothing.
  Result<SlurmPass> look(const reconcile::SlurmDesired& desired, const SlurmPassOptions& options = {});

  // One pass. An Error says that nothing was tried: something could not be observed, or the record not be kept.
  Result<SlurmPass> run(const reconcile::SlurmDesired& desired, const SlurmPassOptions& options = {});

 private:
  struct Seen;

  Result<Seen> observe();
  Result<void> remember(Seen& seen, const reconcile::SlurmRecord& record);
  void read_back(const reconcile::SlurmDesired& desired, const SlurmPassOptions& options, Seen& seen, SlurmPass& pass);
  std::string record_name() const { return "slurm-" + cluster_; }

  std::string cluster_;
  SlurmAccounting& slurm_;
  RecordStore& records_;
  const Clock& clock_;
};

}  // namespace tollgate
