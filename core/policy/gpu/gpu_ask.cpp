#include "core/policy/gpu/gpu_ask.h"

#include <algorithm>

#include "core/model/pod/effective_requests.h"
#include "core/model/quantity.h"
#include "core/policy/gpu/claimed_gpus.h"

namespace tollgate::policy {
namespace {

bool names_gpus(const GpuCatalog& catalog, const std::optional<model::List<model::ResourceAmount>>& amounts) {
  return amounts && std::ranges::any_of(*amounts, [&](const model::ResourceAmount& amount) {
           return catalog.is_gpu(amount.resource) && !is_zero_amount(amount.quantity);
         });
}

// A sum stops at the largest number instead of wrapping.
void add_claimed(const PodClaimedGpus& claimed, std::vector<GpuAsk>& asks) {
  const auto same = std::ranges::find(asks, claimed.resource, &GpuAsk::resource);
  if (same == asks.end()) {
    asks.push_back({.resource = claimed.resource, .amount = claimed.amount});
  } else {
    same->amount = (model::GpuUnits::units(same->amount) + model::GpuUnits::units(claimed.amount)).count();
  }
}

}  // namespace

bool is_zero_amount(model::Text quantity) {
  const Result<model::Quantity> amount = model::Quantity::parse(quantity);
  return amount.ok() && amount->is_zero();
}

bool asks_for_gpus(const GpuCatalog& catalog, const model::Pod& pod) {
  const auto asks = [&](const model::Container& container) {
    return container.kind != model::ContainerKind::kEphemeral &&
           (names_gpus(catalog, container.requests) || names_gpus(catalog, container.limits));
  };
  return std::ranges::any_of(pod.containers, asks) || !written_claims(pod.metadata).empty();
}

Result<std::vector<GpuAsk>> gpu_asks(const GpuCatalog& catalog, const model::Pod& pod) {
  const model::ResourceTotals totals = TRY(model::effective_requests(pod));
  std::vector<GpuAsk> asks;
  for (const model::ResourceTotal& total : totals.all()) {
    if (!catalog.is_gpu(total.resource) || total.amount <= model::Quantity{}) continue;
    asks.push_back({.resource = total.resource, .amount = total.amount.ceil()});
  }
  for (const PodClaimedGpus& claimed : written_claims(pod.metadata)) add_claimed(claimed, asks);
  return asks;
}

std::optional<model::GpuUnits> worth_of(const GpuCatalog& catalog, std::string_view resource, std::string_view model) {
  if (const DeviceClass* device = catalog.find_device_class(resource); device != nullptr) return device->units;
  const GpuResource* known = catalog.find_resource(resource);
  if (known == nullptr) return std::nullopt;
  if (known->units) return known->units;
  const GpuModel* cut = catalog.find_model(model);
  const GpuShare* share = cut == nullptr ? nullptr : find_profile(*cut, profile_in(*known, resource));
  return share == nullptr ? std::nullopt : std::optional{share->gpus};
}

}  // namespace tollgate::policy
