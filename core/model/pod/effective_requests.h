// What a pod asks for as a whole: the sum the scheduler and the quota count.
//
// The algorithm is part of the Kubernetes API (k8s.io/component-helpers/resource, PodRequests): app containers add up,
// sidecars add to them, ordinary init containers run one after another beside the sidecars declared before them, pod-level
// requests replace cpu, memory and hugepages, overhead comes last. Each resource stands alone.

#pragma once

#include <vector>

#include "core/model/pod/pod.h"
#include "core/model/quantity.h"
#include "core/result.h"

namespace tollgate::model {

struct ResourceTotal {
  Text resource;
  Quantity amount;
};

// By resource name. Zero amounts that were written stay in the list.
class ResourceTotals {
 public:
  [[nodiscard]] bool has(Text resource) const;
  // Zero when absent.
  [[nodiscard]] Quantity of(Text resource) const;
  [[nodiscard]] const std::vector<ResourceTotal>& all() const { return totals_; }

  void add(Text resource, const Quantity& amount);
  void raise_to(Text resource, const Quantity& amount);  // the larger of the two
  void set(Text resource, const Quantity& amount);

 private:
  ResourceTotal& at(Text resource);

  std::vector<ResourceTotal> totals_;
};

// For the spec alone; GPUs cannot be resized, so a running pod's status never differs in them. A request that is absent is
// taken from the limit (templates are not defaulted); of an extended resource the larger of both counts, since the mutating
// phase sees pods that are not validated yet. kInvalid names the field whose quantity cannot be read.
Result<ResourceTotals> effective_requests(const Pod& pod);

}  // namespace tollgate::model
