#include "controller/team_quota_loop.h"

#include "app/reconcile/reconcile_quota_access.h"

namespace tollgate::controller {
namespace {

// Those whose tree has a ledger.
std::vector<std::string> roots(const policy::Site& site) {
  std::vector<std::string> roots;
  for (const policy::Team& team : site.teams) {
    if (team.parent.empty() && team.quota) roots.push_back(team.name);
  }
  return roots;
}

}  // namespace

Pass TeamQuotaLoop::show() {
  if (!parts_.leader.is_leading()) return Pass::kFailed;
  const auto outcome = publish_.pass(roots(*parts_.site.current()));
  for (const std::string& failure : not_shown_.news(outcome.failures))
    parts_.log.warning("team quota not shown", {{"problem", failure}});
  return outcome.failures.empty() ? Pass::kDone : Pass::kFailed;
}

Pass TeamQuotaLoop::let_in() {
  if (!parts_.leader.is_leading()) return Pass::kFailed;
  const auto outcome = reconcile::reconcile_quota_access(*parts_.site.current(), parts_.access);
  for (const std::string& failure : not_let_in_.news(outcome.failures))
    parts_.log.warning("who may see the teams' quotas differs", {{"problem", failure}});
  return outcome.failures.empty() ? Pass::kDone : Pass::kFailed;
}

}  // namespace tollgate::controller
