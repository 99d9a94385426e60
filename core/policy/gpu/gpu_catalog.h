// What counts as a GPU here: models, the names pods ask for them by, and what each name is worth.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/gpu_units.h"
#include "core/policy/cluster_view.h"

namespace tollgate::policy {

// "1g.10gb": 1/7.
struct GpuShare {
  std::string key;
  model::GpuUnits gpus;
  bool operator==(const GpuShare&) const = default;
};

// nullptr when there is none.
const GpuShare* find_share(const std::vector<GpuShare>& shares, std::string_view key);

struct GpuModel {
  std::string name;
  Labels node_label;          // what nodes with it carry
  std::vector<GpuShare> mig;  // its MIG profiles
  Labels sizes;               // friendly names of profiles: "small" → "1g.10gb"
};

struct GpuResource {
  std::string name;                      // "nvidia.com/gpu"; with mig_profile a prefix and a star: "nvidia.com/mig-*"
  std::optional<model::GpuUnits> units;  // what one is worth; absent with mig_profile: what the model's profile is
  std::optional<std::int64_t> max;       // in one container; absent: any number
  bool mig_profile = false;              // what the star stands for is a profile or a size
  std::string model;                     // empty: the pool says
};

struct DeviceClass {
  std::string name;
  model::GpuUnits units;  // none: its devices are no GPUs
};

// The profile that a name means on the model: itself, or the one behind a size. nullptr when the model has neither.
const GpuShare* find_profile(const GpuModel& model, std::string_view profile_or_size);

// How a device class is asked for as an extended resource (KEP-5004).
inline constexpr std::string_view kDeviceClassPrefix = "deviceclass.resource.kubernetes.io/";

struct GpuCatalog {
  std::vector<GpuModel> models;
  std::vector<GpuResource> resources;
  std::vector<DeviceClass> device_classes;
  std::vector<std::string> gpu_domains{"nvidia.com", "amd.com", "gpu.intel.com", "habana.ai"};

  // nullptr for a name that is none of ours.
  [[nodiscard]] const GpuModel* find_model(std::string_view name) const;
  [[nodiscard]] const GpuResource* find_resource(std::string_view resource) const;
  [[nodiscard]] const DeviceClass* find_device_class(std::string_view resource) const;  // by its resource name

  [[nodiscard]] const DeviceClass* find_class(std::string_view name) const;  // by its own

  // Asks for a GPU, under a name that is known or not: ours, under a GPU domain, or a device class (but one that is no GPU).
  [[nodiscard]] bool is_gpu(std::string_view resource) const;
};

// What the star of a mig_profile resource stands for: "1g.10gb" of "nvidia.com/mig-1g.10gb".
std::string_view profile_in(const GpuResource& known, std::string_view resource);

}  // namespace tollgate::policy
