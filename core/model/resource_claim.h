// A ResourceClaim, or a ResourceClaimTemplate, as the rules see it (resource.k8s.io/v1).

#pragma once

#include <string_view>
#include <vector>

#include "core/model/device_request.h"
#include "core/model/pod/pod.h"

namespace tollgate::model {

inline constexpr std::string_view kDeviceGroup = "resource.k8s.io";

struct ResourceClaim {
  Pod bearer;  // with the object's metadata and nothing else: a claim is stamped, matched and charged as a pod is
  std::vector<DeviceRequest> requests;

  explicit ResourceClaim(std::pmr::memory_resource* arena) : bearer{arena} {}
  ResourceClaim(ResourceClaim&&) = default;
  ResourceClaim& operator=(ResourceClaim&&) = default;
  ResourceClaim(const ResourceClaim&) = delete;
  ResourceClaim& operator=(const ResourceClaim&) = delete;
};

}  // namespace tollgate::model
