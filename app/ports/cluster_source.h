// Where the picture of the cluster comes from: watches in a cluster, the policy in standalone mode.

#pragma once

#include "app/published.h"
#include "core/policy/cluster_view.h"

namespace tollgate {

class ClusterSource {
 public:
  // Whether every kind of object in the picture has been listed once. Not synced = not ready: what is missing from the
  // picture may exist. Once true it stays so. Thread-safe.
  virtual bool synced() const = 0;

  // The newest picture; empty until synced. Thread-safe, lives as long as this object.
  virtual const Published<policy::ClusterView>& view() const = 0;

 protected:
  ~ClusterSource() = default;
};

}  // namespace tollgate
