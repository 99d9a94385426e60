// A pool: nodes of one GPU model under one scheduler, told apart by their labels.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/policy/cluster_view.h"
#include "core/policy/document.h"

namespace tollgate::policy {

enum class PoolOwner { kKubernetes, kSlurm, kShared };

// Nodes of one make, as they were bought and configured.
struct PoolShape {
  std::int64_t gpus_per_node = 0;
  std::int64_t nodes = 1;
  std::vector<std::string> mig_profiles;  // that its GPUs may be cut into; empty: whole GPUs only
};

struct Pool {
  std::string name;
  PoolOwner owner = PoolOwner::kKubernetes;
  std::string model;
  std::int64_t gpus = 0;                        // in all; its shapes add up to it
  Labels node_selector;                         // what a pod selects to get there
  std::vector<PoolShape> shapes;                // empty: any
  std::vector<std::string> allow_capabilities;  // beyond what pod-security allows
  Position source;
};

}  // namespace tollgate::policy
