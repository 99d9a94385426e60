// Sites as the Slurm tests need them, in a few words.

#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "core/policy/site.h"

namespace tollgate::fakes {

class ASlurmTeam {
 public:
  explicit ASlurmTeam(std::string name, std::string parent = {}) {
    team_.name = std::move(name);
    team_.parent = std::move(parent);
    team_.slurm.emplace();
    team_.slurm->account = team_.name;
  }
  ASlurmTeam users(std::vector<std::string> users) && { return team_.member_users = std::move(users), std::move(*this); }
  ASlurmTeam admins(std::vector<std::string> users) && { return team_.member_admins = std::move(users), std::move(*this); }
  ASlurmTeam gpus(std::int64_t gpus) && { return team_.slurm->gpus = gpus, std::move(*this); }
  ASlurmTeam gpus_per_user(std::int64_t gpus) && { return team_.slurm->gpus_per_user = gpus, std::move(*this); }
  ASlurmTeam gpu_hours(std::int64_t hours) && { return budget().gpu_hours = hours, std::move(*this); }
  ASlurmTeam amount(std::string_view money) && { return budget().amount = money::Money::parse(money).value(), std::move(*this); }
  ASlurmTeam qos(std::vector<std::string> qos) && { return team_.slurm->qos = std::move(qos), std::move(*this); }
  ASlurmTeam without_slurm() && { return team_.slurm.reset(), std::move(*this); }
  policy::Team* operator->() { return &team_; }
  operator policy::Team() && { return std::move(team_); }  // NOLINT(google-explicit-constructor): lists of teams take builders

 private:
  policy::Budget& budget() { return team_.budget ? *team_.budget : team_.budget.emplace(); }

  policy::Team team_;
};

inline policy::Site a_site(std::vector<policy::Team> teams) {
  policy::Site site;
  site.platform.tiers = {{.name = "high", .priority_class = "gpu-high", .value = 100000, .slurm_qos = "high"},
                         {.name = "normal", .priority_class = "gpu-normal", .value = 10000, .slurm_qos = "normal"}};
  site.teams = std::move(teams);
  return site;
}

}  // namespace tollgate::fakes
