// What pods and claims that exist are charged, by the policy and the picture of the cluster that are current when it is asked.

#pragma once

#include <optional>

#include "app/ports/cluster_source.h"
#include "app/published.h"
#include "core/policy/gpu/counted.h"
#include "core/policy/site.h"

namespace tollgate {

// Thread-safe. Both outlive it.
struct ChargeBy {
  const Published<policy::Site>& site;
  const ClusterSource& cluster;

  Result<std::optional<policy::CountedCharge>> operator()(const model::Pod& pod) const {
    return policy::counted_charge(*site.current(), *cluster.view().current(), pod);
  }
  std::optional<policy::CountedCharge> operator()(const model::ResourceClaim& claim) const {
    return policy::counted_charge(*site.current(), *cluster.view().current(), claim);
  }
};

}  // namespace tollgate
