#include "core/policy/teams.h"

#include <algorithm>

#include "core/policy/glob.h"

namespace tollgate::policy {
namespace {

// `best`, or what matches and is longer.
template <class Glob>
const Glob* longer(const Glob* best, const std::vector<Glob>& globs, std::string_view namespace_name) {
  for (const Glob& glob : globs) {
    if (best != nullptr && glob.pattern.size() <= best->pattern.size()) continue;
    if (glob_matches(glob.pattern, namespace_name)) best = &glob;
  }
  return best;
}

}  // namespace

Teams::Teams(std::vector<Team> teams) : teams_{std::move(teams)} {
  std::ranges::sort(teams_, {}, &Team::name);
  for (Place place = 0; place < teams_.size(); ++place) {
    for (const std::string& pattern : teams_[place].namespaces) file(pattern, place);
  }
  for (const auto& [prefix, globs] : globs_) prefix_lengths_.push_back(prefix.size());
  std::ranges::sort(prefix_lengths_);
  const auto repeated = std::ranges::unique(prefix_lengths_);
  prefix_lengths_.erase(repeated.begin(), repeated.end());
}

void Teams::file(const std::string& pattern, Place team) {
  if (is_literal(pattern)) {
    by_name_.emplace(pattern, team);
  } else {
    globs_[std::string{literal_prefix(pattern)}].push_back({pattern, team});
  }
}

const Team* Teams::find(std::string_view name) const {
  const auto found = std::ranges::lower_bound(teams_, name, {}, [](const Team& team) { return std::string_view{team.name}; });
  return found == teams_.end() || found->name != name ? nullptr : &*found;
}

const Team* Teams::owner_of(std::string_view namespace_name) const {
  if (const auto named = by_name_.find(namespace_name); named != by_name_.end()) return &teams_[named->second];
  const Glob* longest = nullptr;
  for (const std::size_t length : prefix_lengths_) {
    if (length > namespace_name.size()) break;
    const auto globs = globs_.find(namespace_name.substr(0, length));
    if (globs != globs_.end()) longest = longer(longest, globs->second, namespace_name);
  }
  return longest == nullptr ? nullptr : &teams_[longest->team];
}

}  // namespace tollgate::policy
