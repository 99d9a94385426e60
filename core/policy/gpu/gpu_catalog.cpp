#include "core/policy/gpu/gpu_catalog.h"

#include <algorithm>

#include "core/policy/glob.h"

namespace tollgate::policy {
namespace {

template <class T>
const T* find_named(const std::vector<T>& all, std::string_view name) {
  const auto found = std::ranges::find(all, name, &T::name);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

const GpuShare* find_share(const std::vector<GpuShare>& shares, std::string_view key) {
  const auto found = std::ranges::find(shares, key, &GpuShare::key);
  return found == shares.end() ? nullptr : &*found;
}

const GpuShare* find_profile(const GpuModel& model, std::string_view profile_or_size) {
  const auto size = model.sizes.find(profile_or_size);
  return find_share(model.mig, size == model.sizes.end() ? profile_or_size : std::string_view{size->second});
}

const GpuModel* GpuCatalog::find_model(std::string_view name) const { return find_named(models, name); }

// The exact name wins over a pattern.
const GpuResource* GpuCatalog::find_resource(std::string_view resource) const {
  if (const GpuResource* exact = find_named(resources, resource); exact != nullptr) return exact;
  const auto fits = [&](const GpuResource& known) { return known.mig_profile && glob_matches(known.name, resource); };
  const auto found = std::ranges::find_if(resources, fits);
  return found == resources.end() ? nullptr : &*found;
}

const DeviceClass* GpuCatalog::find_device_class(std::string_view resource) const {
  if (!resource.starts_with(kDeviceClassPrefix)) return nullptr;
  return find_class(resource.substr(kDeviceClassPrefix.size()));
}

const DeviceClass* GpuCatalog::find_class(std::string_view name) const { return find_named(device_classes, name); }

bool GpuCatalog::is_gpu(std::string_view resource) const {
  if (resource.starts_with(kDeviceClassPrefix)) {
    const DeviceClass* known = find_device_class(resource);
    return known == nullptr || known->units > model::GpuUnits{};
  }
  const std::size_t slash = resource.find('/');
  if (slash == std::string_view::npos) return false;
  return std::ranges::find(gpu_domains, resource.substr(0, slash)) != gpu_domains.end() || find_resource(resource) != nullptr;
}

std::string_view profile_in(const GpuResource& known, std::string_view resource) {
  const std::size_t star = known.name.find('*');
  return star == std::string::npos || resource.size() < star ? std::string_view{} : resource.substr(star);
}

}  // namespace tollgate::policy
