#include "core/policy/gpu/claimed_gpus.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/model/whole_number.h"

namespace tollgate::policy {
namespace {

using model::DeviceAsk;
using model::DeviceRequest;
using model::GpuUnits;
using model::Text;

constexpr std::int64_t kMostDevices = 32;  // of one claim: AllocationResultsMaxSize of the API

std::int64_t devices_of(const DeviceAsk& ask) {
  const bool is_counted = ask.allocation_mode.empty() || ask.allocation_mode == "ExactCount";
  return is_counted ? std::max<std::int64_t>(ask.count, 0) : kMostDevices;
}

GpuUnits worth_of(const GpuCatalog& catalog, const DeviceAsk& ask) {
  const DeviceClass* known = catalog.find_class(ask.device_class);
  return known == nullptr || ask.admin_access ? GpuUnits{} : known->units * devices_of(ask);
}

// nullptr when no choice holds GPUs.
const DeviceAsk* dearest(const GpuCatalog& catalog, const DeviceRequest& request) {
  const auto found = std::ranges::max_element(request.choices, {}, [&](const DeviceAsk& ask) { return worth_of(catalog, ask); });
  return found == request.choices.end() || worth_of(catalog, *found) == GpuUnits{} ? nullptr : &*found;
}

// Stops at the largest number instead of wrapping.
std::int64_t sum(std::int64_t a, std::int64_t b) { return (GpuUnits::units(a) + GpuUnits::units(b)).count(); }

// "trainer:RESOURCE=2"
std::optional<PodClaimedGpus> entry_in(Text text) {
  const std::size_t colon = text.find(':');
  const std::size_t equals = text.rfind('=');
  if (colon == Text::npos || equals == Text::npos || equals < colon) return std::nullopt;
  const auto amount = model::whole_number(text.substr(equals + 1));
  if (!amount || *amount <= 0) return std::nullopt;
  return PodClaimedGpus{text.substr(0, colon), text.substr(colon + 1, equals - colon - 1), *amount};
}

}  // namespace

std::vector<ClaimedGpus> claimed_gpus(const GpuCatalog& catalog, const std::vector<DeviceRequest>& requests) {
  std::map<std::string, std::int64_t> by_resource;
  for (const DeviceRequest& request : requests) {
    const DeviceAsk* ask = dearest(catalog, request);
    if (ask == nullptr) continue;
    std::int64_t& amount = by_resource[std::string{kDeviceClassPrefix} + ask->device_class];
    amount = sum(amount, devices_of(*ask));
  }
  std::vector<ClaimedGpus> claimed;
  claimed.reserve(by_resource.size());
  for (const auto& [resource, amount] : by_resource) claimed.push_back({resource, amount});
  return claimed;
}

const std::string* unknown_class(const GpuCatalog& catalog, const std::vector<DeviceRequest>& requests) {
  for (const DeviceRequest& request : requests) {
    for (const DeviceAsk& ask : request.choices) {
      if (!ask.admin_access && catalog.find_class(ask.device_class) == nullptr) return &ask.device_class;
    }
  }
  return nullptr;
}

std::vector<PodClaimedGpus> written_claims(const model::Metadata& pod) {
  std::vector<PodClaimedGpus> claims;
  Text rest = pod.annotation(kPodClaims).value_or(Text{});
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    if (const auto entry = entry_in(rest.substr(0, comma))) claims.push_back(*entry);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return claims;
}

bool uses_templates(const model::Pod& pod) {
  return std::ranges::any_of(pod.resource_claims, [](const model::PodClaim& claim) { return !claim.template_name.empty(); });
}

const ClaimTemplateView* find_template(const ClusterView& cluster, std::string_view namespace_name, std::string_view name) {
  const auto found = cluster.claim_templates.find(fmt::format("{}/{}", namespace_name, name));
  return found == cluster.claim_templates.end() ? nullptr : &found->second;
}

std::optional<std::string> claims_to_write(const GpuCatalog& catalog, const ClusterView& cluster, std::string_view namespace_name,
                                           const model::Pod& pod) {
  if (!uses_templates(pod)) return std::nullopt;
  std::string text;
  for (const model::PodClaim& claim : pod.resource_claims) {
    if (claim.template_name.empty()) continue;
    const ClaimTemplateView* known = find_template(cluster, namespace_name, claim.template_name);
    if (known == nullptr) return std::nullopt;
    for (const ClaimedGpus& gpus : claimed_gpus(catalog, known->requests)) {
      text += fmt::format("{}{}:{}={}", text.empty() ? "" : ",", claim.name, gpus.resource, gpus.amount);
    }
  }
  return text;
}

}  // namespace tollgate::policy
