#include "core/policy/rules/gpu/container_asks.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/policy/gpu/gpu_ask.h"

namespace tollgate::policy {
namespace {

using Amounts = std::optional<model::List<model::ResourceAmount>>;

// Of one container: its asks so far begin at `first`.
ContainerAsk& ask_for(const model::Container& container, model::Text resource, std::size_t first,
                      std::vector<ContainerAsk>& asks) {
  const auto begin = asks.begin() + static_cast<std::ptrdiff_t>(first);
  const auto found = std::find_if(begin, asks.end(), [&](const ContainerAsk& ask) { return ask.resource == resource; });
  if (found != asks.end()) return *found;
  return asks.emplace_back(ContainerAsk{.container = &container, .resource = resource, .request = {}, .limit = {}});
}

}  // namespace

std::string ContainerAsk::field() const {
  return fmt::format("{}.resources.{}[{}]", path_of(*container), limit ? "limits" : "requests", resource);
}

bool ContainerAsk::is_zero() const { return (!request || is_zero_amount(*request)) && (!limit || is_zero_amount(*limit)); }

std::vector<ContainerAsk> asks_of_containers(const GpuCatalog& catalog, const model::Pod& pod) {
  std::vector<ContainerAsk> asks;
  for (const model::Container& container : pod.containers) {
    const std::size_t first = asks.size();
    const auto take = [&](const Amounts& amounts, std::optional<model::Text> ContainerAsk::*into) {
      if (!amounts) return;
      for (const model::ResourceAmount& amount : *amounts) {
        if (catalog.is_gpu(amount.resource)) ask_for(container, amount.resource, first, asks).*into = amount.quantity;
      }
    };
    take(container.requests, &ContainerAsk::request);
    take(container.limits, &ContainerAsk::limit);
  }
  return asks;
}

Result<model::Quantity> amount_of(model::Text quantity) {
  const model::Quantity amount = TRY(model::Quantity::parse(quantity));
  return amount.rounded_to_milli();
}

}  // namespace tollgate::policy
