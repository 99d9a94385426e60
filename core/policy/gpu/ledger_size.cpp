#include "core/policy/gpu/ledger_size.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <string_view>

#include "core/policy/gpu/ledger_specs.h"

namespace tollgate::policy {
namespace {

using model::GpuUnits;

constexpr std::uint64_t kMost = 600 * 1024;
constexpr std::uint64_t kCell = 120;  // bytes
constexpr std::uint64_t kReservation = 160;
constexpr std::uint64_t kReservations = 1000;  // outstanding at once
constexpr std::uint64_t kUnbounded = std::numeric_limits<std::uint32_t>::max();

std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  return a != 0 && b > kUnbounded / a ? kUnbounded : a * b;  // below 2^32 both: it cannot wrap
}

// Everybody whom the tree's teams name, and `unknown`. Nobody can say how many a group has.
std::uint64_t users_in(const Site& site, const quota::LedgerSpec& spec) {
  std::set<std::string_view> users{"unknown"};
  for (const quota::TeamLimits& limits : spec.teams) {
    const Team& team = *site.find_team(limits.name);
    if (!team.member_groups.empty()) return kUnbounded;
    users.insert(team.member_admins.begin(), team.member_admins.end());
    users.insert(team.member_users.begin(), team.member_users.end());
  }
  return users.size();
}

// What can be told apart: team × user × job type × pool × resource. The tier goes with the job type.
std::uint64_t kinds_of_pods(const Site& site, const quota::LedgerSpec& spec) {
  std::set<std::string_view> resources;
  for (const quota::Weight& weight : spec.weights) resources.insert(weight.resource);
  const std::uint64_t job_types = site.platform.job_types.size() + 1;  // and `unknown`
  const std::uint64_t places = times(std::max<std::uint64_t>(1, spec.pools.size()), resources.size());
  return times(times(times(spec.teams.size(), users_in(site, spec)), job_types), places);
}

// Pods that fit at once, when each asks for the smallest share there is.
std::uint64_t pods_at_once(const quota::LedgerSpec& spec, GpuUnits ceiling) {
  GpuUnits smallest;
  for (const quota::Weight& weight : spec.weights) {
    if (weight.gpus > GpuUnits{} && (smallest == GpuUnits{} || weight.gpus < smallest)) smallest = weight.gpus;
  }
  if (smallest == GpuUnits{}) return 0;
  return std::min(kUnbounded, static_cast<std::uint64_t>(ceiling.count() / smallest.count()));
}

}  // namespace

std::vector<Mistake> check_ledger_sizes(const Site& site) {
  std::vector<Mistake> mistakes;
  for (const auto& [root, spec] : ledger_specs(site)) {
    const Team& team = *site.find_team(root);
    const std::uint64_t cells = std::min(kinds_of_pods(site, spec), pods_at_once(spec, team.quota->gpus.value_or(GpuUnits{})));
    const std::uint64_t bytes = times(cells, kCell) + kReservations * kReservation;
    if (bytes <= kMost) continue;
    mistakes.push_back(
        {team.quota->source,
         fmt::format(
             "the quota ledger of {} could grow to {} KiB, and {} is the most that one object should hold: {} pods that "
             "differ in team, user, job type, pool or resource fit into its gpus at the smallest share. Fix: fewer gpus at "
             "the root, a larger smallest share in the GpuCatalog, or several trees",
             root, bytes / 1024, kMost / 1024, cells)});
  }
  return mistakes;
}

}  // namespace tollgate::policy
