// What holds within the GPU catalog and among the pools, beyond what their fields say.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/policy/documents/gpu_catalog.h"
#include "core/policy/documents/pool.h"

namespace tollgate::policy {
namespace {

using model::GpuUnits;

void check_model(const GpuModel& model, const Position& at, Notes& notes) {
  const auto wrong = [&](std::string text) {
    notes.mistakes.push_back({at, fmt::format("models.{}: {}", model.name, std::move(text))});
  };
  for (const GpuShare& share : model.mig) {
    if (share.gpus > GpuUnits::gpus(1) || share.gpus == GpuUnits{}) {
      wrong(fmt::format("profile {} is {} of a GPU: it must be more than none and at most 1", share.key, share.gpus.to_text()));
    }
  }
  for (const auto& [size, profile] : model.sizes) {
    if (find_share(model.mig, profile) == nullptr) wrong(fmt::format("size {} is profile {}, which it lacks", size, profile));
  }
}

void check_resource(const GpuResource& resource, const Position& at, Notes& notes) {
  const auto wrong = [&](std::string_view text) {
    notes.mistakes.push_back({at, fmt::format("resources.{}: {}", resource.name, text)});
  };
  const bool has_star = resource.name.find('*') != std::string::npos;
  if (resource.mig_profile == resource.units.has_value()) wrong("needs either units or migProfile: true");
  if (resource.mig_profile && !resource.name.ends_with('*')) wrong("migProfile needs a name that ends in *");
  if (!resource.mig_profile && has_star) wrong("* stands for a profile only: say migProfile: true");
}

std::int64_t gpus_of(const std::vector<PoolShape>& shapes) {
  std::int64_t total = 0;
  for (const PoolShape& shape : shapes) total += shape.gpus_per_node * shape.nodes;
  return total;
}

void check_pool(const Pool& pool, Notes& notes) {
  const auto wrong = [&](std::string text) { notes.mistakes.push_back({pool.source, std::move(text)}); };
  if (pool.owner != PoolOwner::kSlurm && pool.node_selector.empty()) {
    wrong(fmt::format("pool {} needs a nodeSelector: pods could not be told to go there", pool.name));
  }
  if (const std::int64_t total = gpus_of(pool.shapes); !pool.shapes.empty() && total != pool.gpus) {
    wrong(fmt::format("pool {} has {} GPUs, but its shapes add up to {}", pool.name, pool.gpus, total));
  }
}

// A profile must be one of the pool's own model.
void check_profiles(const Pool& pool, const GpuCatalog& catalog, Notes& notes) {
  const GpuModel* model = catalog.find_model(pool.model);
  if (model == nullptr) return;  // said already
  for (const PoolShape& shape : pool.shapes) {
    for (const std::string& profile : shape.mig_profiles) {
      if (find_share(model->mig, profile) != nullptr) continue;
      notes.mistakes.push_back(
          {pool.source, fmt::format("pool {}: model {} has no MIG profile {}", pool.name, pool.model, profile)});
    }
  }
}

}  // namespace

void check_catalog(GpuCatalog& catalog, const Position& at, Notes& notes) {
  for (const GpuModel& model : catalog.models) check_model(model, at, notes);
  for (const GpuResource& resource : catalog.resources) check_resource(resource, at, notes);
  if (catalog.resources.empty()) catalog.resources.push_back({.name = "nvidia.com/gpu", .units = GpuUnits::gpus(1)});
}

void check_pools(Draft& draft) {
  std::map<Labels, const Pool*> by_selector;
  for (const Pool& pool : draft.pools) {
    check_pool(pool, draft.notes);
    if (!draft.gpu_catalogs.empty()) check_profiles(pool, draft.gpu_catalogs.front(), draft.notes);
    if (pool.node_selector.empty()) continue;
    const auto [first, is_new] = by_selector.try_emplace(pool.node_selector, &pool);
    if (is_new) continue;
    draft.notes.mistakes.push_back({pool.source, fmt::format("pool {} selects the same nodes as pool {} ({})", pool.name,
                                                             first->second->name, file_and_line(first->second->source))});
  }
}

}  // namespace tollgate::policy
