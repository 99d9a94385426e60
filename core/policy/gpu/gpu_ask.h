// What a pod asks for of GPUs, under any name.

#pragma once

#include <cstdint>
#include <vector>

#include "core/model/pod/pod.h"
#include "core/policy/gpu/gpu_catalog.h"
#include "core/result.h"

namespace tollgate::policy {

// A GPU resource with an amount other than zero, requested or limited, in an init or app container, or in a claim that is made
// for the pod (claimed_gpus.h). An amount that cannot be read counts as one.
bool asks_for_gpus(const GpuCatalog& catalog, const model::Pod& pod);

// A quantity that can be read, and is zero.
bool is_zero_amount(model::Text quantity);

struct GpuAsk {
  model::Text resource;
  std::int64_t amount = 0;  // of the pod as a whole, rounded up; more than zero
  bool operator==(const GpuAsk&) const = default;
};

// One entry a GPU resource, known to the catalog or not, as the scheduler counts (model::effective_requests), with what stands on
// the pod for its claims.
// kInvalid names the field whose quantity cannot be read.
Result<std::vector<GpuAsk>> gpu_asks(const GpuCatalog& catalog, const model::Pod& pod);

// What one unit of the resource is worth on a GPU of this model. Nothing: the catalog does not know the resource, or the model
// lacks its MIG profile or size.
std::optional<model::GpuUnits> worth_of(const GpuCatalog& catalog, std::string_view resource, std::string_view model);

}  // namespace tollgate::policy
