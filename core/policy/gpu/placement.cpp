#include "core/policy/gpu/placement.h"

#include <algorithm>

namespace tollgate::policy {
namespace {

using model::GpuUnits;
using model::Pod;

constexpr std::string_view kNoPool = "model/";

bool selects(const Pod& pod, const Labels& labels) {
  return !labels.empty() && std::ranges::all_of(labels, [&](const auto& label) {
    return model::find(pod.node_selector, label.first) == std::string_view{label.second};
  });
}

// The model that the pod's node selector or a resource's own row names; empty when neither does.
std::string_view named_model(const GpuCatalog& catalog, const Pod& pod, std::span<const GpuAsk> asks) {
  for (const GpuAsk& ask : asks) {
    const GpuResource* known = catalog.find_resource(ask.resource);
    if (known != nullptr && !known->model.empty()) return known->model;
  }
  const auto found = std::ranges::find_if(catalog.models, [&](const GpuModel& model) { return selects(pod, model.node_label); });
  return found == catalog.models.end() ? std::string_view{} : std::string_view{found->name};
}

// A profile the pool's GPUs are cut into, or anything else that the pool's model gives a worth.
bool offers(const Pool& pool, const GpuCatalog& catalog, std::string_view resource) {
  if (!worth_of(catalog, resource, pool.model)) return false;
  const GpuResource* known = catalog.find_resource(resource);
  if (known == nullptr || !known->mig_profile || pool.shapes.empty()) return true;
  const GpuModel* model = catalog.find_model(pool.model);
  const GpuShare* profile = model == nullptr ? nullptr : find_profile(*model, profile_in(*known, resource));
  return profile != nullptr && std::ranges::any_of(pool.shapes, [&](const PoolShape& shape) {
           return std::ranges::find(shape.mig_profiles, profile->key) != shape.mig_profiles.end();
         });
}

bool is_large_enough(const Pool& pool, const GpuCatalog& catalog, std::span<const GpuAsk> asks) {
  GpuUnits wanted;
  for (const GpuAsk& ask : asks) wanted += worth_of(catalog, ask.resource, pool.model).value_or(GpuUnits{}) * ask.amount;
  return pool.shapes.empty() ||
         std::ranges::any_of(pool.shapes, [&](const PoolShape& shape) { return wanted <= GpuUnits::gpus(shape.gpus_per_node); });
}

bool fits(const Pool& pool, const GpuCatalog& catalog, std::string_view wanted_model, std::span<const GpuAsk> asks) {
  if (pool.owner == PoolOwner::kSlurm || (!wanted_model.empty() && pool.model != wanted_model)) return false;
  return std::ranges::all_of(asks, [&](const GpuAsk& ask) { return offers(pool, catalog, ask.resource); }) &&
         is_large_enough(pool, catalog, asks);
}

const Pool* first_fitting(const Site& site, std::string_view job_type, std::string_view wanted_model,
                          std::span<const GpuAsk> asks) {
  const JobType* type = site.find_job_type(job_type);
  if (type != nullptr && !type->pools.empty()) {
    for (const std::string& name : type->pools) {
      const Pool* pool = site.find_pool(name);
      if (pool != nullptr && fits(*pool, site.gpus, wanted_model, asks)) return pool;
    }
    return nullptr;
  }
  const auto found =
      std::ranges::find_if(site.pools, [&](const Pool& pool) { return fits(pool, site.gpus, wanted_model, asks); });
  return found == site.pools.end() ? nullptr : &*found;
}

// The only model there is, else the only one on which all that is asked for is worth something.
std::string_view only_model(const GpuCatalog& catalog, std::span<const GpuAsk> asks) {
  if (catalog.models.size() == 1) return catalog.models.front().name;
  std::string_view only;
  for (const GpuModel& model : catalog.models) {
    const auto has_it = [&](const GpuAsk& ask) { return worth_of(catalog, ask.resource, model.name).has_value(); };
    if (!std::ranges::all_of(asks, has_it)) continue;
    if (!only.empty()) return {};
    only = model.name;
  }
  return only;
}

}  // namespace

const Pool* selected_pool(const Site& site, const Pod& pod) {
  const Pool* selected = nullptr;
  for (const Pool& pool : site.pools) {
    if (!selects(pod, pool.node_selector)) continue;
    if (selected == nullptr || pool.node_selector.size() > selected->node_selector.size()) selected = &pool;
  }
  return selected;
}

Placement place(const Site& site, const Pod& pod, std::string_view job_type, std::span<const GpuAsk> asks) {
  const std::string_view named = named_model(site.gpus, pod, asks);
  const Pool* pool = selected_pool(site, pod);
  if (pool == nullptr) pool = first_fitting(site, job_type, named, asks);
  if (pool != nullptr) return {.pool = pool, .model = pool->model};
  return {.pool = nullptr, .model = named.empty() ? only_model(site.gpus, asks) : named};
}

std::string ledger_pool(const Placement& placement) {
  if (placement.pool != nullptr) return placement.pool->name;
  return placement.model.empty() ? std::string{} : std::string{kNoPool} + std::string{placement.model};
}

std::string_view ledger_model(const Site& site, std::string_view ledger_pool) {
  if (const Pool* pool = site.find_pool(ledger_pool); pool != nullptr) return pool->model;
  return ledger_pool.starts_with(kNoPool) ? ledger_pool.substr(kNoPool.size()) : std::string_view{};
}

}  // namespace tollgate::policy
