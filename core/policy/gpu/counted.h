// What a pod that exists is charged for: the confirming side's counterpart of a pod at the door.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/model/pod/pod.h"
#include "core/policy/cluster_view.h"
#include "core/policy/gpu/charge.h"
#include "core/policy/gpu/claimed_gpus.h"
#include "core/policy/site.h"
#include "core/quota/ledger.h"
#include "core/quota/waiting.h"

namespace tollgate::policy {

struct CountedCharge {
  std::string root;  // the team at the top of the tree: whose ledger; empty when the pod waits and holds no GPUs
  quota::Charge charge;
  quota::Standing standing = {};
  std::map<std::string, std::vector<ClaimedGpus>, std::less<>> claims = {};  // what of it is for claims, by their name in the pod
  std::optional<quota::Gate> gate = {};  // our gate is on: it waits, and what it is charged comes when it is let in
};

// The pod is charged to the team of its stamp, else (a pod from before Tollgate, or made while it was bypassed) to its
// namespace's. Nothing: it is nobody's or infrastructure's, or holds no GPUs and does not wait. kInvalid: a quantity cannot be
// read. The gate's `version` is left to whoever knows it.
Result<std::optional<CountedCharge>> counted_charge(const Site& site, const ClusterView& cluster, const model::Pod& pod);

// The same of a claim that exists and was not made for a pod, or not for one that was charged for it.
std::optional<CountedCharge> counted_charge(const Site& site, const ClusterView& cluster, const model::ResourceClaim& claim);

}  // namespace tollgate::policy
