#include "core/policy/site.h"

#include <algorithm>

namespace tollgate::policy {
const Team* Site::find_team(std::string_view name) const { return teams.find(name); }

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
  return teams.owner_of(namespace_name);
}

bool Site::is_infrastructure(std::string_view namespace_name) const {
  return std::ranges::find(platform.infrastructure_namespaces, namespace_name) != platform.infrastructure_namespaces.end();
}

}  // namespace tollgate::policy
