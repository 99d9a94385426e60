#include "core/reconcile/namespaces.h"

#include <fmt/format.h>

namespace tollgate::reconcile {
namespace {

std::string observed_team(const policy::NamespaceView& view) {
  const auto label = view.labels.find(policy::kTeamLabel);
  return label == view.labels.end() ? std::string{} : label->second;
}

std::string desired_team(const policy::Site& site, const std::string& name) {
  const policy::Team* team = site.team_of(name, {});
  return team == nullptr ? std::string{} : team->name;
}

}  // namespace

std::vector<NamespaceAction> plan_namespaces(const policy::Site& site, const policy::ClusterView& observed) {
  std::vector<NamespaceAction> actions;
  for (const auto& [name, view] : observed.namespaces) {
    if (view.deleting || site.is_infrastructure(name)) continue;
    NamespaceAction action{.namespace_name = name, .team = desired_team(site, name), .was_team = observed_team(view)};
    // An empty label is no team's, but it is there.
    const bool is_right = action.team == action.was_team && (!action.team.empty() || !view.labels.contains(policy::kTeamLabel));
    if (!is_right) actions.push_back(std::move(action));
  }
  return actions;
}

std::string describe(const NamespaceAction& action) {
  if (action.team.empty())
    return fmt::format("namespace {}: label {}={} removed", action.namespace_name, policy::kTeamLabel, action.was_team);
  if (action.was_team.empty())
    return fmt::format("namespace {}: label {}={} added", action.namespace_name, policy::kTeamLabel, action.team);
  return fmt::format("namespace {}: label {}={} instead of {}", action.namespace_name, policy::kTeamLabel, action.team,
                     action.was_team);
}

std::string describe_waiting(const NamespaceAction& action, int pods) {
  return fmt::format("{}, when the {} pods with GPUs that team {} is charged for in it have ended", describe(action), pods,
                     action.was_team);
}

}  // namespace tollgate::reconcile
