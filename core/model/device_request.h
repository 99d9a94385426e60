// What a claim asks for of devices (resource.k8s.io/v1). Owning values: a template's are remembered beyond the request.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tollgate::model {

// Devices of one class.
struct DeviceAsk {
  std::string device_class;
  std::string allocation_mode;  // empty: ExactCount
  std::int64_t count = 1;
  bool admin_access = false;  // to devices that others hold, without holding them

  bool operator==(const DeviceAsk&) const = default;
};

struct DeviceRequest {
  std::string name;
  // The one of `exactly`, or those of `firstAvailable`, of which the scheduler takes one. None: asked in a way that is not known.
  std::vector<DeviceAsk> choices;

  bool operator==(const DeviceRequest&) const = default;
};

}  // namespace tollgate::model
