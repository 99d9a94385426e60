#include "core/model/pod/effective_requests.h"

#include <fmt/format.h>

#include <algorithm>

namespace tollgate::model {
namespace {

using Amounts = std::optional<List<ResourceAmount>>;

Result<ResourceTotals> read(const Amounts& amounts, const std::string& owner) {
  ResourceTotals totals;
  if (!amounts) return totals;
  for (const ResourceAmount& amount : *amounts) {
    auto quantity = Quantity::parse(amount.quantity);
    if (!quantity.ok()) return std::move(quantity).error().during(fmt::format("{}[{}]", owner, amount.resource));
    totals.set(amount.resource, quantity->rounded_to_milli());
  }
  return totals;
}

bool is_extended(Text resource) { return resource.find('/') != Text::npos; }

Result<ResourceTotals> requests_of(const Container& container) {
  const std::string owner = path_of(container) + ".resources";
  ResourceTotals requests = TRY(read(container.requests, owner + ".requests"));
  const ResourceTotals limits = TRY(read(container.limits, owner + ".limits"));
  for (const auto& [resource, limit] : limits.all()) {
    if (!requests.has(resource)) requests.set(resource, limit);
    if (is_extended(resource)) requests.raise_to(resource, limit);
  }
  return requests;
}

void add_all(ResourceTotals& totals, const ResourceTotals& more) {
  for (const ResourceTotal& total : more.all()) totals.add(total.resource, total.amount);
}

void raise_all_to(ResourceTotals& totals, const ResourceTotals& others) {
  for (const ResourceTotal& total : others.all()) totals.raise_to(total.resource, total.amount);
}

// The containers alone, without what the pod says as a whole.
Result<ResourceTotals> aggregate(const Pod& pod) {
  ResourceTotals running;   // app containers and all sidecars: what runs together for the pod's life
  ResourceTotals sidecars;  // those seen so far
  ResourceTotals peak;      // the most any moment of the start needs
  for (const Container& container : pod.containers) {
    if (container.kind == ContainerKind::kEphemeral) continue;  // they cannot have resources
    ResourceTotals now = TRY(requests_of(container));
    if (container.kind == ContainerKind::kApp || container.restart_always) add_all(running, now);
    if (container.kind == ContainerKind::kApp) continue;
    if (container.restart_always) add_all(sidecars, now);
    if (!container.restart_always) add_all(now, sidecars);
    raise_all_to(peak, container.restart_always ? sidecars : now);
  }
  raise_all_to(running, peak);
  return running;
}

bool settable_for_the_pod(Text resource) {
  return resource == "cpu" || resource == "memory" || resource.starts_with("hugepages-");
}

}  // namespace

ResourceTotal& ResourceTotals::at(Text resource) {
  auto place = std::ranges::lower_bound(totals_, resource, {}, &ResourceTotal::resource);
  if (place == totals_.end() || place->resource != resource) place = totals_.insert(place, {resource, {}});
  return *place;
}

bool ResourceTotals::has(Text resource) const {
  return std::ranges::binary_search(totals_, resource, {}, &ResourceTotal::resource);
}

Quantity ResourceTotals::of(Text resource) const {
  const auto place = std::ranges::lower_bound(totals_, resource, {}, &ResourceTotal::resource);
  return place == totals_.end() || place->resource != resource ? Quantity{} : place->amount;
}

void ResourceTotals::add(Text resource, const Quantity& amount) {
  ResourceTotal& total = at(resource);
  total.amount = total.amount.plus(amount);
}

void ResourceTotals::raise_to(Text resource, const Quantity& amount) {
  ResourceTotal& total = at(resource);
  total.amount = std::max(total.amount, amount);
}

void ResourceTotals::set(Text resource, const Quantity& amount) { at(resource).amount = amount; }

Result<ResourceTotals> effective_requests(const Pod& pod) {
  ResourceTotals totals = TRY(aggregate(pod));
  const ResourceTotals whole = TRY(read(pod.requests, "spec.resources.requests"));
  for (const ResourceTotal& total : whole.all()) {
    if (settable_for_the_pod(total.resource)) totals.set(total.resource, total.amount);
  }
  add_all(totals, TRY(read(pod.overhead, "spec.overhead")));
  return totals;
}

}  // namespace tollgate::model
