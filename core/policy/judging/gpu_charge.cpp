#include "core/policy/judging/gpu_charge.h"

#include <algorithm>
#include <array>

#include "core/model/quantity.h"

namespace tollgate::policy {
namespace {

constexpr std::array<model::Text, 5> kDomains{"nvidia.com", "amd.com", "gpu.intel.com", "habana.ai",
                                              "deviceclass.resource.kubernetes.io"};

bool is_zero(model::Text quantity) {
  const Result<model::Quantity> amount = model::Quantity::parse(quantity);
  return amount.ok() && amount->is_zero();
}

bool names_gpus(const std::optional<model::List<model::ResourceAmount>>& amounts) {
  return amounts && std::ranges::any_of(*amounts, [](const model::ResourceAmount& amount) {
           return is_gpu_resource(amount.resource) && !is_zero(amount.quantity);
         });
}

}  // namespace

bool is_gpu_resource(model::Text resource) {
  const std::size_t slash = resource.find('/');
  return slash != model::Text::npos && std::ranges::find(kDomains, resource.substr(0, slash)) != kDomains.end();
}

bool asks_for_gpus(const model::Pod& pod) {
  return std::ranges::any_of(pod.containers, [](const model::Container& container) {
    return container.kind != model::ContainerKind::kEphemeral && (names_gpus(container.requests) || names_gpus(container.limits));
  });
}

}  // namespace tollgate::policy
