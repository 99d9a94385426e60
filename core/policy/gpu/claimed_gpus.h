// What a claim holds of GPUs, and how a pod says what the claims that are made for it hold.
//
// A claim made from a template belongs to one pod and is charged with it, when the pod is created. What the template asked for at
// that moment is written on the pod, and stays: so whoever counts the pod later needs no template, which may be gone by then,
// and whoever sees the claim being made can hold it against what was charged.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/device_request.h"
#include "core/model/pod/pod.h"
#include "core/policy/cluster_view.h"
#include "core/policy/gpu/gpu_catalog.h"

namespace tollgate::policy {

// Of one device class, by the resource name it could be asked for by as well.
struct ClaimedGpus {
  std::string resource;
  std::int64_t amount = 0;
  bool operator==(const ClaimedGpus&) const = default;
};

// By resource, each once. Of alternatives the dearest counts, and "all devices" as many as a claim can get. Administrative access
// holds nothing; classes that are no GPU, or that the catalog does not know, are left out. Absurd counts stop at the largest.
std::vector<ClaimedGpus> claimed_gpus(const GpuCatalog& catalog, const std::vector<model::DeviceRequest>& requests);

// A class that the catalog does not know; nullptr when it knows all, those with administrative access left aside.
const std::string* unknown_class(const GpuCatalog& catalog, const std::vector<model::DeviceRequest>& requests);

// The annotation on a pod: "trainer:deviceclass.resource.kubernetes.io/gpu.nvidia.com=2,…", by the claim's name in the pod.
inline constexpr std::string_view kPodClaims = "tollgate.dev/claims";

struct PodClaimedGpus {
  model::Text claim;
  model::Text resource;
  std::int64_t amount = 0;
  bool operator==(const PodClaimedGpus&) const = default;
};

// What stands in the annotation; what cannot be read is not there.
std::vector<PodClaimedGpus> written_claims(const model::Metadata& pod);

// The pod names a template.
bool uses_templates(const model::Pod& pod);

// nullptr: not seen, or not there.
const ClaimTemplateView* find_template(const ClusterView& cluster, std::string_view namespace_name, std::string_view name);

// What must stand in the annotation; nothing for a pod that uses no template, or one that is not known.
std::optional<std::string> claims_to_write(const GpuCatalog& catalog, const ClusterView& cluster, std::string_view namespace_name,
                                           const model::Pod& pod);

}  // namespace tollgate::policy
