// Teams are immutable in a Site: what a test changes becomes a new list.

#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/policy/site.h"

namespace tollgate::fakes {

template <class Change>
void change_teams(policy::Site& site, const Change& change) {
  std::vector<policy::Team> teams{site.teams.begin(), site.teams.end()};
  change(teams);
  site.teams = std::move(teams);
}

// change_team(site, "vision")->parent = "research";
class TeamChange {
 public:
  TeamChange(policy::Site& site, std::string_view name)
      : site_{site},
        teams_{site.teams.begin(), site.teams.end()},
        team_{&*std::ranges::find(teams_, name, &policy::Team::name)} {}
  ~TeamChange() { site_.teams = std::move(teams_); }
  TeamChange(const TeamChange&) = delete;
  TeamChange& operator=(const TeamChange&) = delete;

  policy::Team* operator->() { return team_; }

 private:
  policy::Site& site_;
  std::vector<policy::Team> teams_;
  policy::Team* team_;
};

inline TeamChange change_team(policy::Site& site, std::string_view name) { return {site, name}; }

}  // namespace tollgate::fakes
