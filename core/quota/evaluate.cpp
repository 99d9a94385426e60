#include "core/quota/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tollgate::quota {
namespace {

// What a pod asks for, and what of it is not held by its name already. Nothing new is no free pass: where a limit was put below
// what is held, an attempt for a name that is promised is one more pod too many.
struct Want {
  GpuUnits whole;
  GpuUnits added;
};

// One charge against one ledger; collects what is short.
class Evaluation {
 public:
  // `added`: what of the charge is not held by its name already.
  Evaluation(const LedgerSpec& spec, const Usage& usage, const Charge& charge, std::vector<Cell> added, Want want)
      : spec_{spec}, usage_{usage}, charge_{charge}, added_{std::move(added)}, want_{want} {}

  // The limits of one team on the way from the pod's team to the root.
  void against(const TeamLimits& team) {
    const CellKey& key = charge_.cells.front().key;
    if (team.per_pod && want_.whole > *team.per_pod) {
      shortfalls_.push_back({Bound::kPod, team.name, {}, want_.whole, {}, {}, *team.per_pod});
    }
    if (team.gpus) require(Bound::kTeam, team, {}, *team.gpus, want_);
    if (team.per_user) require(Bound::kUser, team, key.user, *team.per_user, want_);
    for (const KeyedLimit& limit : team.by_job_type) {
      if (limit.key == key.job_type) require(Bound::kJobType, team, limit.key, limit.gpus, want_);
    }
    for (const KeyedLimit& limit : team.by_model) {
      const Want part{known_gpus_of(spec_, charge_.cells, limit.key), known_gpus_of(spec_, added_, limit.key)};
      if (part.whole > GpuUnits{}) require(Bound::kModel, team, limit.key, limit.gpus, part);
    }
  }

  // What the parent can give when the guarantees of the other children stay untouched. Without a child the pod is the
  // parent's own, and everything below it is "other".
  void against_guarantees(const TeamLimits& parent, const TeamLimits* child) {
    if (!parent.gpus) return;
    const GpuUnits for_others = held_back(spec_, usage_, parent, child);
    if (for_others == GpuUnits{}) return;
    const bool already_short =
        std::ranges::any_of(shortfalls_, [&](const Shortfall& s) { return s.bound == Bound::kTeam && s.team == parent.name; });
    if (!already_short) require(Bound::kGuarantee, parent, {}, *parent.gpus - for_others, want_);
  }

  std::vector<Shortfall> take() && { return std::move(shortfalls_); }

 private:
  void require(Bound bound, const TeamLimits& team, const std::string& key, GpuUnits limit, const Want& want) {
    const Amounts amounts = usage_.at(team.name, dimension_of(bound), key);
    if (amounts.charged() + want.added <= limit) return;
    shortfalls_.push_back({bound, team.name, key, want.whole, amounts.used, amounts.reserved, limit});
  }

  const LedgerSpec& spec_;
  const Usage& usage_;
  const Charge& charge_;
  std::vector<Cell> added_;
  Want want_;
  std::vector<Shortfall> shortfalls_;
};

Error unavailable(std::string message) { return {ErrorCode::kUnavailable, std::move(message)}; }

}  // namespace

GpuUnits Shortfall::free() const { return std::max(GpuUnits{}, limit - used - reserved); }

std::string holder_of(const Shortfall& shortfall) {
  switch (shortfall.bound) {
    case Bound::kTeam:
    case Bound::kGuarantee: break;
    case Bound::kUser: return fmt::format("user {} of team {}", shortfall.key, shortfall.team);
    case Bound::kJobType:
    case Bound::kModel: return fmt::format("{} of team {}", shortfall.key, shortfall.team);
    case Bound::kPod: return fmt::format("each pod of team {}", shortfall.team);
  }
  return fmt::format("team {}", shortfall.team);
}

Dimension dimension_of(Bound bound) {
  switch (bound) {
    case Bound::kUser: return Dimension::kUser;
    case Bound::kJobType: return Dimension::kJobType;
    case Bound::kModel: return Dimension::kModel;
    default: return Dimension::kTotal;
  }
}

GpuUnits held_back(const LedgerSpec& spec, const Usage& usage, const TeamLimits& parent, const TeamLimits* child) {
  GpuUnits total;
  for (const TeamLimits& team : spec.teams) {
    if (team.parent != parent.name || &team == child) continue;
    total += std::max(GpuUnits{}, team.guaranteed - usage.at(team.name).charged());
  }
  return total;
}

Ledger emptied(const Ledger& ledger) {
  Ledger empty;
  empty.root = ledger.root;
  empty.spec = ledger.spec;
  empty.status.initialized = true;
  return empty;
}

Result<std::vector<Shortfall>> evaluate(const Ledger& ledger, const Usage& usage, const Charge& charge) {
  if (!ledger.status.initialized)
    return unavailable(fmt::format("the quota of {} is being counted for the first time", ledger.root));
  if (ledger.spec.frozen)
    return unavailable(fmt::format("the quota of {} is frozen while its limits change or a team moves", ledger.root));
  const GpuUnits whole = TRY(gpus_of(ledger.spec, charge.cells));
  std::vector<Cell> added = usage.added_by(charge);
  const Want want{whole, TRY(gpus_of(ledger.spec, added))};
  Evaluation evaluation{ledger.spec, usage, charge, std::move(added), want};
  const TeamLimits* team = ledger.spec.find_team(charge.cells.front().key.team);
  if (team == nullptr) {
    return unavailable(fmt::format("policy rollout in progress: the ledger of {} does not know team {} yet", ledger.root,
                                   charge.cells.front().key.team));
  }
  for (const TeamLimits* child = nullptr; team != nullptr; child = team, team = ledger.spec.find_team(team->parent)) {
    evaluation.against(*team);
    evaluation.against_guarantees(*team, child);
  }
  return std::move(evaluation).take();
}

}  // namespace tollgate::quota
