// All teams, by name, and whose a namespace is by its name alone.
//
// Immutable and safe to share once built.

#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy/team.h"

namespace tollgate::policy {

class Teams {
 public:
  Teams() = default;
  // NOLINTBEGIN(google-explicit-constructor): teams are a list of teams
  Teams(std::vector<Team> teams);
  Teams(std::initializer_list<Team> teams) : Teams{std::vector<Team>{teams}} {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] auto begin() const { return teams_.begin(); }
  [[nodiscard]] auto end() const { return teams_.end(); }
  [[nodiscard]] std::size_t size() const { return teams_.size(); }

  [[nodiscard]] const Team* find(std::string_view name) const;

  // The team that names the namespace, else the one with the longest glob that matches; nullptr: nobody's.
  [[nodiscard]] const Team* owner_of(std::string_view namespace_name) const;

 private:
  using Place = std::uint32_t;  // in teams_
  struct Glob {
    std::string pattern;
    Place team = 0;
  };

  void file(const std::string& pattern, Place team);

  std::vector<Team> teams_;                                      // by name
  std::map<std::string, Place, std::less<>> by_name_;            // namespaces named exactly
  std::map<std::string, std::vector<Glob>, std::less<>> globs_;  // by what stands before their first wildcard
  std::vector<std::size_t> prefix_lengths_;                      // of globs_, ascending
};

}  // namespace tollgate::policy
