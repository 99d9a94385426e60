// What a pod that exists is charged for: the confirming side's counterpart of a pod at the door.

#pragma once

#include <optional>
#include <string>

#include "core/model/pod/pod.h"
#include "core/policy/cluster_view.h"
#include "core/policy/site.h"
#include "core/quota/ledger.h"

namespace tollgate::policy {

// Stands for the user and the job type of a pod that nobody stamped.
inline constexpr std::string_view kUnstamped = "unknown";

struct CountedCharge {
  std::string root;  // the team at the top of the tree: whose ledger
  quota::Charge charge;
};

// The pod is charged to the team of its stamp, else (a pod from before Tollgate, or made while it was bypassed) to its
// namespace's. Nothing: it holds no GPUs, or nobody's, or infrastructure's. kInvalid: a quantity cannot be read.
Result<std::optional<CountedCharge>> counted_charge(const Site& site, const ClusterView& cluster, const model::Pod& pod);

}  // namespace tollgate::policy
