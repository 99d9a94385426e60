#include "app/reconcile/reconcile_slurm.h"

#include <algorithm>
#include <utility>

namespace tollgate {

using reconcile::SlurmDesired;
using reconcile::SlurmRecord;

struct ReconcileSlurm::Seen {
  reconcile::SlurmWorld world;
  StoredRecord stored;
  SlurmRecord record;
};

bool SlurmPass::is_settled() const {
  const bool all_done = std::ranges::all_of(outcomes, [](const Result<void>& outcome) { return outcome.ok(); });
  return !held && all_done && not_in_force.empty() && outcomes.size() == plan.actions.size();
}

Result<ReconcileSlurm::Seen> ReconcileSlurm::observe() {
  Seen seen;
  seen.stored = TRY(records_.load(record_name()));
  seen.record = TRY(reconcile::slurm_record_from(seen.stored.text));
  seen.world = TRY(slurm_.observe());
  return seen;
}

Result<void> ReconcileSlurm::remember(Seen& seen, const SlurmRecord& record) {
  if (record == seen.record) return {};
  seen.stored.text = to_text(record);
  seen.stored.version = TRY(records_.store(record_name(), seen.stored));
  seen.record = record;
  return {};
}

Result<SlurmPass> ReconcileSlurm::look(const SlurmDesired& desired, const SlurmPassOptions& options) {
  const Seen seen = TRY(observe());
  SlurmPass pass;
  pass.plan = plan_slurm(desired, seen.world, seen.record, clock_.now(), options.orphans);
  pass.held = pass.plan.removes_too_much() && !options.force;
  return pass;
}

Result<SlurmPass> ReconcileSlurm::run(const SlurmDesired& desired, const SlurmPassOptions& options) {
  Seen seen = TRY(observe());
  SlurmPass pass;
  pass.plan = plan_slurm(desired, seen.world, seen.record, clock_.now(), options.orphans);
  pass.held = pass.plan.removes_too_much() && !options.force;
  if (pass.held) return pass;

  TRY(remember(seen, pass.plan.intent));
  if (!pass.plan.actions.empty()) {
    pass.outcomes = slurm_.apply(pass.plan.actions, seen.world);
    read_back(desired, options, seen, pass);
  }
  if (pass.is_settled()) TRY(remember(seen, still_there(seen.record, seen.world)));
  return pass;
}

// What was answered is no proof: the state afterwards must leave nothing to do.
void ReconcileSlurm::read_back(const SlurmDesired& desired, const SlurmPassOptions& options, Seen& seen, SlurmPass& pass) {
  auto world = slurm_.observe();
  if (!world) {
    pass.not_in_force.push_back("nothing could be read back: " + world.error().message);
    return;
  }
  seen.world = std::move(world).value();
  const auto left = plan_slurm(desired, seen.world, seen.record, clock_.now(), options.orphans);
  std::ranges::transform(left.actions, std::back_inserter(pass.not_in_force), reconcile::describe);
}

}  // namespace tollgate
