#include "core/policy/documents/quotas.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tollgate::policy {
namespace {

using model::GpuUnits;
using TeamsByName = std::map<std::string_view, const Team*>;

// The nearest ceiling above the team; nothing when no team above has one.
std::optional<std::pair<const Team*, GpuUnits>> ceiling_above(const Team& team, const TeamsByName& teams) {
  std::size_t steps = 0;
  for (auto above = teams.find(team.parent); above != teams.end() && ++steps < teams.size();
       above = teams.find(above->second->parent)) {
    if (above->second->quota && above->second->quota->gpus) return std::pair{above->second, *above->second->quota->gpus};
  }
  return std::nullopt;
}

void check_root(const Team& team, Notes& notes) {
  if (!team.parent.empty() || team.quota->gpus) return;
  notes.mistakes.push_back(
      {team.quota->source, fmt::format("quota.gpus is missing: team {} is the root of its tree", team.name)});
}

// A limit that another one makes pointless.
void check_limits(const Team& team, const TeamsByName& teams, Notes& notes) {
  const TeamQuota& quota = *team.quota;
  if (quota.gpus && quota.guaranteed > *quota.gpus) {
    notes.mistakes.push_back({quota.source, fmt::format("quota.guaranteed {} is more than its gpus {}",
                                                        quota.guaranteed.to_text(), quota.gpus->to_text())});
  }
  const auto above = ceiling_above(team, teams);
  if (!quota.gpus || !above || *quota.gpus <= above->second) return;
  notes.cautions.push_back({quota.source, fmt::format("quota.gpus {} is never reached: team {} above it has {}",
                                                      quota.gpus->to_text(), above->first->name, above->second.to_text())});
}

void check_guarantees(const Team& parent, const Draft& draft, Notes& notes) {
  if (!parent.quota->gpus) return;
  GpuUnits guaranteed;
  for (const Team& team : draft.teams) {
    if (team.parent == parent.name && team.quota) guaranteed += team.quota->guaranteed;
  }
  if (guaranteed <= *parent.quota->gpus) return;
  notes.mistakes.push_back({parent.quota->source, fmt::format("quota.gpus {} cannot hold what the teams below are guaranteed: {}",
                                                              parent.quota->gpus->to_text(), guaranteed.to_text())});
}

// A root without a quota in a tree that has one: nothing would bound the whole.
void check_rootless(const Team& team, const TeamsByName& teams, Notes& notes) {
  const auto parent = teams.find(team.parent);
  if (parent == teams.end() || parent->second->quota || !parent->second->parent.empty()) return;
  notes.mistakes.push_back({team.quota->source, fmt::format("team {} has a quota, but team {}, the root of its tree, has none",
                                                            team.name, parent->second->name)});
}

}  // namespace

void check_quotas(Draft& draft) {
  TeamsByName teams;
  for (const Team& team : draft.teams) teams.try_emplace(team.name, &team);
  for (const Team& team : draft.teams) {
    if (!team.quota) continue;
    check_root(team, draft.notes);
    check_limits(team, teams, draft.notes);
    check_guarantees(team, draft, draft.notes);
    check_rootless(team, teams, draft.notes);
  }
}

}  // namespace tollgate::policy
