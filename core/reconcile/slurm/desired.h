// Site → what should be true in Slurm.

#pragma once

#include <functional>
#include <set>
#include <string>

#include "core/model/instant.h"
#include "core/policy/cluster_view.h"
#include "core/policy/site.h"
#include "core/reconcile/slurm/world.h"

namespace tollgate::reconcile {

using TeamNames = std::set<std::string, std::less<>>;

// The teams that own at least one of these namespaces.
TeamNames teams_with_namespaces(const policy::Site& site, const policy::ClusterView& cluster);

// Every team of the policy: what counts where no cluster is asked.
TeamNames all_teams(const policy::Site& site);

// The tree of teams becomes the tree of accounts. A team gets one when it has a `slurm` block and is present, or when a team
// below it gets one: a child's jobs must meet the limits of all its ancestors. A team without a block is passed over: its
// children hang below the next ancestor that has an account, or below root.
// Names are lower-cased, as Slurm's own tools do it.
// `now` chooses the prices that budgets are counted by.
SlurmDesired desired_slurm(const policy::Site& site, const TeamNames& present, Instant now);

}  // namespace tollgate::reconcile
