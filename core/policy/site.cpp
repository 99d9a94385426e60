#include "core/policy/site.h"

#include <algorithm>

#include "core/policy/glob.h"

namespace tollgate::policy {
namespace {

bool has_exact(const Team& team, std::string_view name) {
  return std::ranges::find(team.namespaces, name) != team.namespaces.end();
}

// The length of the team's longest glob that matches; 0 = none does.
std::size_t longest_match(const Team& team, std::string_view name) {
  std::size_t longest = 0;
  for (const std::string& pattern : team.namespaces) {
    if (pattern.size() > longest && !is_literal(pattern) && glob_matches(pattern, name)) longest = pattern.size();
  }
  return longest;
}

const Team* owner_by_name(const std::vector<Team>& teams, std::string_view name) {
  const Team* owner = nullptr;
  std::size_t longest = 0;
  for (const Team& team : teams) {
    if (has_exact(team, name)) return &team;
    const std::size_t length = longest_match(team, name);
    if (length <= longest) continue;
    longest = length;
    owner = &team;
  }
  return owner;
}

}  // namespace

const Team* Site::find_team(std::string_view name) const {
  const auto found = std::ranges::find(teams, name, &Team::name);
  return found == teams.end() ? nullptr : &*found;
}

const JobType* Site::find_job_type(std::string_view name) const {
  const auto found = std::ranges::find(platform.job_types, name, &JobType::name);
  return found == platform.job_types.end() ? nullptr : &*found;
}

const Pool* Site::find_pool(std::string_view name) const {
  const auto found = std::ranges::find(pools, name, &Pool::name);
  return found == pools.end() ? nullptr : &*found;
}

const Team& Site::root_of(const Team& team) const {
  const Team* root = &team;
  while (!root->parent.empty()) {
    const Team* above = find_team(root->parent);
    if (above == nullptr) break;
    root = above;
  }
  return *root;
}

const Team* Site::team_of(std::string_view namespace_name, const Labels& labels) const {
  if (const auto label = labels.find(kTeamLabel); label != labels.end()) {
    if (const Team* team = find_team(label->second); team != nullptr) return team;
  }
  return owner_by_name(teams, namespace_name);
}

bool Site::is_infrastructure(std::string_view namespace_name) const {
  return std::ranges::find(platform.infrastructure_namespaces, namespace_name) != platform.infrastructure_namespaces.end();
}

}  // namespace tollgate::policy
