#include "core/quota/team_quota.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "core/quota/evaluate.h"
#include "core/quota/usage.h"

namespace tollgate::quota {
namespace {

using Returns = std::map<Instant, GpuUnits>;

std::optional<GpuUnits> limit_of(const std::vector<KeyedLimit>& limits, std::string_view key) {
  const auto found = std::ranges::find(limits, key, &KeyedLimit::key);
  return found == limits.end() ? std::nullopt : std::optional{found->gpus};
}

bool is_over(const Portion& portion) { return portion.limit && portion.used > *portion.limit; }

template <class T>
void keep_first(std::vector<T>& rows, std::size_t most) {
  if (rows.size() > most) rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(most), rows.end());
}

void largest_first(std::vector<Portion>& portions) {
  std::ranges::sort(portions,
                    [](const Portion& a, const Portion& b) { return std::tie(b.used, a.name) < std::tie(a.used, b.name); });
}

void largest_first(std::vector<Holding>& holders) {
  std::ranges::sort(holders, [](const Holding& a, const Holding& b) {
    return std::tie(b.gpus, a.namespace_name, a.name, a.user, a.job_type) <
           std::tie(a.gpus, b.namespace_name, b.name, b.user, b.job_type);
  });
}

class Projection {
 public:
  Projection(const Ledger& ledger, const Usage& usage, const Holdings& holdings)
      : ledger_{ledger}, spec_{ledger.spec}, usage_{usage} {
    for (const Holding& holding : holdings.held) take(holding);
    for (const auto& waiting : holdings.waiting) {
      for_each_above(waiting.first, [&](const TeamLimits& above) { waiting_[above.name] += waiting.second; });
    }
  }

  TeamQuota of(const TeamLimits& team) const {
    const Amounts amounts = usage_.at(team.name);
    TeamQuota quota{.team = team.name, .parent = team.parent, .root = ledger_.root};
    quota.used = amounts.charged();
    quota.reserved = amounts.reserved;
    quota.limit = team.gpus;
    quota.guaranteed = team.guaranteed;
    quota.free = spec_.frozen ? GpuUnits{} : free_of(team);
    if (const auto waiting = waiting_.find(team.name); waiting != waiting_.end()) quota.waiting = waiting->second;
    quota.by_model = limited(team, Dimension::kModel, team.by_model);
    quota.by_job_type = limited(team, Dimension::kJobType, team.by_job_type);
    quota.by_user = users(team);
    quota.over_limit = is_over({team.name, quota.used, quota.limit}) || std::ranges::any_of(quota.by_model, is_over) ||
                       std::ranges::any_of(quota.by_job_type, is_over) || std::ranges::any_of(quota.by_user, is_over);
    keep_first(quota.by_user, kMostUsers);
    quota.teams = below(team);
    quota.holders = holders(team);
    quota.returning = returning(team);
    return quota;
  }

 private:
  // The holding is its team's; what it gives back is also that of every team above.
  void take(const Holding& holding) {
    holders_[holding.team].push_back(&holding);
    if (!holding.ends) return;
    const Instant at = std::chrono::ceil<std::chrono::minutes>(*holding.ends);
    for_each_above(holding.team, [&](const TeamLimits& team) { returns_[team.name][at] += holding.gpus; });
  }

  // From the team itself to its root.
  template <class Visit>
  void for_each_above(std::string_view name, Visit visit) const {
    for (const TeamLimits* team = spec_.find_team(name); team != nullptr; team = spec_.find_team(team->parent)) visit(*team);
  }

  GpuUnits free_of(const TeamLimits& team) const {
    GpuUnits least = GpuUnits::unlimited();
    const TeamLimits* child = nullptr;
    for (const TeamLimits* at = &team; at != nullptr; child = at, at = spec_.find_team(at->parent)) {
      if (!at->gpus) continue;
      const GpuUnits for_others = child == nullptr ? GpuUnits{} : held_back(spec_, usage_, *at, child);
      least = std::min(least, *at->gpus - for_others - usage_.at(at->name).charged());
    }
    return std::max(GpuUnits{}, least);
  }

  std::vector<Portion> portions(const TeamLimits& team, Dimension dimension) const {
    std::vector<Portion> found;
    for (std::string& key : usage_.keys(team.name, dimension)) {
      const GpuUnits used = usage_.at(team.name, dimension, key).charged();
      if (!key.empty() && used > GpuUnits{}) found.push_back({std::move(key), used, std::nullopt});
    }
    return found;
  }

  // Those in use, and those with a limit.
  std::vector<Portion> limited(const TeamLimits& team, Dimension dimension, const std::vector<KeyedLimit>& limits) const {
    std::vector<Portion> found = portions(team, dimension);
    for (Portion& portion : found) portion.limit = limit_of(limits, portion.name);
    for (const KeyedLimit& limit : limits) {
      if (std::ranges::find(found, limit.key, &Portion::name) == found.end()) found.push_back({limit.key, {}, limit.gpus});
    }
    largest_first(found);
    return found;
  }

  std::vector<Portion> users(const TeamLimits& team) const {
    std::vector<Portion> found = portions(team, Dimension::kUser);
    for (Portion& portion : found) portion.limit = team.per_user;
    largest_first(found);
    return found;
  }

  std::vector<Portion> below(const TeamLimits& team) const {
    std::vector<Portion> found;
    for (const TeamLimits& child : spec_.teams) {
      if (child.parent == team.name) found.push_back({child.name, usage_.at(child.name).charged(), child.gpus});
    }
    largest_first(found);
    return found;
  }

  std::vector<Holding> holders(const TeamLimits& team) const {
    std::vector<Holding> found;
    const auto own = holders_.find(team.name);
    if (own == holders_.end()) return found;
    found.reserve(own->second.size());
    for (const Holding* holding : own->second) found.push_back(*holding);
    largest_first(found);
    keep_first(found, kMostHolders);
    return found;
  }

  std::vector<Return> returning(const TeamLimits& team) const {
    std::vector<Return> found;
    const auto known = returns_.find(team.name);
    if (known == returns_.end()) return found;
    found.reserve(known->second.size());
    for (const auto& [at, gpus] : known->second) found.push_back({at, gpus});
    keep_first(found, kMostReturns);
    return found;
  }

  const Ledger& ledger_;
  const LedgerSpec& spec_;
  const Usage& usage_;
  std::map<std::string_view, std::vector<const Holding*>> holders_;  // by team
  std::map<std::string_view, Returns> returns_;                      // by team
  std::map<std::string_view, std::int64_t> waiting_;                 // pods, by team
};

}  // namespace

Result<std::vector<TeamQuota>> team_quotas(const Ledger& ledger, const Holdings& holdings) {
  if (!ledger.status.initialized) {
    return Error{ErrorCode::kUnavailable, fmt::format("the quota of {} is being counted for the first time", ledger.root)};
  }
  const Usage usage = TRY(Usage::of(ledger));
  const Projection projection{ledger, usage, holdings};
  std::vector<TeamQuota> quotas;
  quotas.reserve(ledger.spec.teams.size());
  for (const TeamLimits& team : ledger.spec.teams) quotas.push_back(projection.of(team));
  return quotas;
}

}  // namespace tollgate::quota
