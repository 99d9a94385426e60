#include "core/quota/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tollgate::quota {
namespace {

// One charge against one ledger; collects what is short.
class Evaluation {
 public:
  Evaluation(const LedgerSpec& spec, const Usage& usage, GpuUnits whole, GpuUnits added)
      : spec_{spec}, usage_{usage}, whole_{whole}, added_{added} {}

  // The limits of one team on the way from the pod's team to the root.
  void against(const TeamLimits& team, const std::vector<Cell>& added) {
    const CellKey& key = added.front().key;
    if (team.per_pod && whole_ > *team.per_pod) {
      shortfalls_.push_back({Bound::kPod, team.name, {}, whole_, {}, {}, *team.per_pod});
    }
    if (team.gpus) require(Bound::kTeam, team, Dimension::kTotal, {}, *team.gpus, added_);
    if (team.per_user) require(Bound::kUser, team, Dimension::kUser, key.user, *team.per_user, added_);
    for (const KeyedLimit& limit : team.by_job_type) {
      if (limit.key == key.job_type) require(Bound::kJobType, team, Dimension::kJobType, limit.key, limit.gpus, added_);
    }
    for (const KeyedLimit& limit : team.by_model) {
      const GpuUnits part = of_model(added, limit.key);
      if (part > GpuUnits{}) require(Bound::kModel, team, Dimension::kModel, limit.key, limit.gpus, part);
    }
  }

  // What the parent can give when the guarantees of the other children stay untouched. Without a child the pod is the
  // parent's own, and everything below it is "other".
  void against_guarantees(const TeamLimits& parent, const TeamLimits* child) {
    if (!parent.gpus) return;
    GpuUnits held_back;
    for (const TeamLimits& sibling : spec_.teams) {
      if (sibling.parent != parent.name || &sibling == child) continue;
      held_back += std::max(GpuUnits{}, sibling.guaranteed - usage_.at(sibling.name).charged());
    }
    if (held_back == GpuUnits{}) return;
    const bool already_short =
        std::ranges::any_of(shortfalls_, [&](const Shortfall& s) { return s.bound == Bound::kTeam && s.team == parent.name; });
    if (!already_short) require(Bound::kGuarantee, parent, Dimension::kTotal, {}, *parent.gpus - held_back, added_);
  }

  std::vector<Shortfall> take() && { return std::move(shortfalls_); }

 private:
  void require(Bound bound, const TeamLimits& team, Dimension dimension, const std::string& key, GpuUnits limit,
               GpuUnits wanted) {
    const Amounts amounts = usage_.at(team.name, dimension, key);
    if (amounts.charged() + wanted <= limit) return;
    shortfalls_.push_back({bound, team.name, key, wanted, amounts.used, amounts.reserved, limit});
  }

  GpuUnits of_model(const std::vector<Cell>& cells, std::string_view model) const {
    GpuUnits total;
    for (const Cell& cell : cells) {
      if (spec_.model_of(cell.key.pool) != model) continue;
      total += spec_.weight_of(cell.key.resource, cell.key.pool).value_or(GpuUnits{}) * cell.amount;
    }
    return total;
  }

  const LedgerSpec& spec_;
  const Usage& usage_;
  GpuUnits whole_;  // the pod
  GpuUnits added_;  // what it adds to what its name holds already
  std::vector<Shortfall> shortfalls_;
};

Error unavailable(std::string message) { return {ErrorCode::kUnavailable, std::move(message)}; }

}  // namespace

GpuUnits Shortfall::free() const { return std::max(GpuUnits{}, limit - used - reserved); }

Result<std::vector<Shortfall>> evaluate(const Ledger& ledger, const Usage& usage, const Charge& charge) {
  if (!ledger.status.initialized)
    return unavailable(fmt::format("the quota of {} is being counted for the first time", ledger.root));
  if (ledger.spec.frozen) return unavailable(fmt::format("the quota of {} is frozen while a team moves", ledger.root));
  const GpuUnits whole = TRY(gpus_of(ledger.spec, charge.cells));
  const std::vector<Cell> added = usage.added_by(charge);
  if (added.empty()) return std::vector<Shortfall>{};
  Evaluation evaluation{ledger.spec, usage, whole, TRY(gpus_of(ledger.spec, added))};
  const TeamLimits* team = ledger.spec.find_team(charge.cells.front().key.team);
  if (team == nullptr) {
    return unavailable(fmt::format("policy rollout in progress: the ledger of {} does not know team {} yet", ledger.root,
                                   charge.cells.front().key.team));
  }
  for (const TeamLimits* child = nullptr; team != nullptr; child = team, team = ledger.spec.find_team(team->parent)) {
    evaluation.against(*team, added);
    evaluation.against_guarantees(*team, child);
  }
  return std::move(evaluation).take();
}

}  // namespace tollgate::quota
