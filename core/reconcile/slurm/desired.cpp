#include "core/reconcile/slurm/desired.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/reconcile/slurm/budget.h"

namespace tollgate::reconcile {
namespace {

// Whatever passes here needs no quoting in sacctmgr's `name=a,b` lists. "root" is Slurm's own.
bool is_slurm_name(std::string_view name) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789._-";
  return !name.empty() && name.front() != '-' && name.find_first_not_of(kAllowed) == std::string_view::npos && name != "root";
}

std::string lower(std::string_view text) {
  std::string result{text};
  std::ranges::transform(result, result.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

std::string account_name(const policy::Team& team) {
  return lower(team.slurm->account.empty() ? team.name : team.slurm->account);
}

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

class Builder {
 public:
  Builder(const policy::Site& site, const TeamNames& present, Instant now) : site_{site}, now_{now} {
    for (const std::string& name : present) add_with_ancestors(site.find_team(name));
  }

  SlurmDesired build() && {
    for (const policy::Tier& tier : site_.platform.tiers)
      if (!tier.slurm_qos.empty()) desired_.qos.emplace(lower(tier.slurm_qos), std::max(tier.value, 0));
    for (const policy::Team& team : site_.teams)
      if (chosen_.contains(team.name)) add_account(team);
    return std::move(desired_);
  }

 private:
  // Parents are followed by name, and a compiled Site has no cycle; a bad name simply ends the walk.
  void add_with_ancestors(const policy::Team* team) {
    if (team == nullptr || !team->slurm) return;
    for (; team != nullptr; team = site_.find_team(team->parent))
      if (team->slurm && !chosen_.insert(team->name).second) return;
  }

  std::string parent_account(const policy::Team& team) const {
    for (const policy::Team* up = site_.find_team(team.parent); up != nullptr; up = site_.find_team(up->parent))
      if (chosen_.contains(up->name) && is_slurm_name(account_name(*up))) return account_name(*up);
    return "root";
  }

  void add_account(const policy::Team& team) {
    const std::string name = account_name(team);
    if (!is_slurm_name(name)) {
      desired_.refused.push_back(fmt::format("team {}: \"{}\" cannot be the name of a Slurm account", team.name, name));
      return;
    }
    const auto [place, is_new] = desired_.accounts.emplace(name, DesiredAccount{});
    if (!is_new) {
      desired_.refused.push_back(
          fmt::format("team {}: account {} is already that of team {}", team.name, name, place->second.team));
      return;
    }
    place->second = wanted(team, name);
    add_members(team, name, team.member_admins);
    add_members(team, name, team.member_users);
  }

  DesiredAccount wanted(const policy::Team& team, const std::string& name) const {
    DesiredAccount result;
    result.team = team.name;
    result.account.name = name;
    result.account.parent = parent_account(team);
    result.account.fairshare = team.slurm->fairshare;
    std::ranges::transform(team.slurm->qos, std::back_inserter(result.account.qos), lower);
    result.account.qos = sorted(std::move(result.account.qos));
    result.account.default_qos = lower(team.slurm->default_qos);
    result.account.limits = {.gpus = team.slurm->gpus, .gpu_minutes = {}, .jobs = team.slurm->jobs, .submit = team.slurm->submit};
    if (team.budget) result.budget_minutes = budget_minutes(*team.budget, site_.price_book, now_);
    return result;
  }

  void add_members(const policy::Team& team, const std::string& account, const std::vector<std::string>& users) {
    for (const std::string& user : users) {
      if (is_slurm_name(lower(user)))
        desired_.members[{account, lower(user)}] = team.slurm->gpus_per_user;
      else
        desired_.refused.push_back(fmt::format("team {}: \"{}\" cannot be the name of a Slurm user", team.name, user));
    }
  }

  const policy::Site& site_;
  const Instant now_;
  TeamNames chosen_;
  SlurmDesired desired_;
};

}  // namespace

TeamNames teams_with_namespaces(const policy::Site& site, const policy::ClusterView& cluster) {
  TeamNames names;
  for (const auto& [name, view] : cluster.namespaces)
    if (const policy::Team* team = site.team_of(name, view.labels)) names.insert(team->name);
  return names;
}

TeamNames all_teams(const policy::Site& site) {
  TeamNames names;
  for (const policy::Team& team : site.teams) names.insert(team.name);
  return names;
}

SlurmDesired desired_slurm(const policy::Site& site, const TeamNames& present, Instant now) {
  return Builder{site, present, now}.build();
}

}  // namespace tollgate::reconcile
