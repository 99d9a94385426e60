// Kind GpuCatalog: what counts as a GPU, and how much of one.

#pragma once

#include <array>

#include "core/policy/documents/draft.h"
#include "core/policy/fields/gpu_values.h"
#include "core/policy/fields/table.h"
#include "core/policy/site.h"

namespace tollgate::policy {

template <>
struct Table<GpuModel> {
  static constexpr std::array kRows{
      field<&GpuModel::node_label>("nodeLabel", "labels of the nodes that have it", {.format = Format::kAnyText}),
      field<&GpuModel::mig>("mig", "its MIG profiles: name to share of a GPU", {.key_format = Format::kMigProfile}),
      field<&GpuModel::sizes>("sizes", "friendly names of profiles: a pod that asks for nvidia.com/mig-small gets the profile",
                              {.format = Format::kMigProfile, .key_format = Format::kDnsLabel}),
  };
};

template <>
struct Table<GpuResource> {
  static constexpr std::array kRows{
      field<&GpuResource::units>("units", "the share of a GPU that one is worth",
                                 {.not_empty = true, .fallback = "the profile's"}),
      field<&GpuResource::max>("max", "most that one container may ask for", {.least = 1, .fallback = "any number"}),
      field<&GpuResource::mig_profile>("migProfile", "the star in the name stands for a MIG profile, or a friendly size"),
      field<&GpuResource::model>("model", "the GPU model behind the name", {.role = Role::kGpuModel, .fallback = "the pool's"}),
  };
};

template <>
struct Table<DeviceClass> {
  static constexpr std::array kRows{
      field<&DeviceClass::units>("units", "the share of a GPU that one device is worth; 0: it is none", {.required = true}),
  };
};

template <>
struct Table<GpuCatalog> {
  static constexpr std::array kRows{
      by_name<&GpuCatalog::models>("models", "GPU models, by name", {.format = Format::kDnsSubdomain}),
      by_name<&GpuCatalog::resources>("resources", "extended resources that are GPUs, by name",
                                      {.format = Format::kGpuResource, .fallback = "nvidia.com/gpu, worth one"}),
      by_name<&GpuCatalog::device_classes>("deviceClasses", "DeviceClasses, asked for by claims or as extended resources",
                                           {.format = Format::kDnsSubdomain}),
      field<&GpuCatalog::gpu_domains>("gpuDomains", "any other resource under these is refused, never ignored",
                                      {.format = Format::kDnsSubdomain}),
  };
};

// What holds inside the catalog. Also gives it its default resource.
void check_catalog(GpuCatalog& catalog, const Position& at, Notes& notes);

}  // namespace tollgate::policy
