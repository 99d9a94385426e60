#include "core/policy/gpu/charge.h"

#include "core/policy/gpu/claimed_gpus.h"

namespace tollgate::policy {
namespace {

// The first 8 hex digits of the controller's uid.
std::string owner_of(const model::Metadata& metadata) {
  const model::OwnerReference* owner = controller_of(metadata);
  return owner == nullptr ? std::string{} : std::string{owner->uid.substr(0, 8)};
}

std::vector<quota::Cell> cells_of(const Site& site, const Team& team, const Ownership& ownership, const Placement& placement,
                                  const std::vector<GpuAsk>& asks) {
  const JobType* type = site.find_job_type(ownership.job_type);
  const std::string tier = type == nullptr ? std::string{} : type->tier;
  std::vector<quota::Cell> cells;
  cells.reserve(asks.size());
  for (const GpuAsk& ask : asks) {
    if (!worth_of(site.gpus, ask.resource, placement.model)) continue;
    cells.push_back({.key = {.team = team.name,
                             .user = std::string{ownership.user},
                             .job_type = std::string{ownership.job_type},
                             .tier = tier,
                             .pool = ledger_pool(placement),
                             .resource = std::string{ask.resource}},
                     .amount = ask.amount});
  }
  return cells;
}

quota::Charge charge_to(const model::Metadata& object, std::string_view kind, std::vector<quota::Cell> cells) {
  return {.uid = std::string{object.uid},
          .name = std::string{object.namespace_name}.append("/").append(kind).append(object.name),
          .owner = owner_of(object),
          .cells = std::move(cells)};
}

}  // namespace

Result<std::optional<quota::Charge>> charge_of(const Site& site, const Team& team, const model::Pod& pod,
                                               const Ownership& ownership) {
  if (!asks_for_gpus(site.gpus, pod) || !site.root_of(team).quota) return std::optional<quota::Charge>{};
  const std::vector<GpuAsk> asks = TRY(gpu_asks(site.gpus, pod));
  const Placement placement = place(site, pod, ownership.job_type, asks);
  std::vector<quota::Cell> cells = cells_of(site, team, ownership, placement, asks);
  if (cells.empty()) return std::optional<quota::Charge>{};
  return std::optional{charge_to(pod.metadata, {}, std::move(cells))};
}

std::optional<quota::Charge> charge_of(const Site& site, const Team& team, const model::ResourceClaim& claim,
                                       const Ownership& ownership) {
  const std::vector<ClaimedGpus> claimed = claimed_gpus(site.gpus, claim.requests);
  if (claimed.empty() || !site.root_of(team).quota) return std::nullopt;
  std::vector<GpuAsk> asks;
  asks.reserve(claimed.size());
  for (const ClaimedGpus& gpus : claimed) asks.push_back({.resource = gpus.resource, .amount = gpus.amount});
  const Placement placement = place(site, claim.bearer, ownership.job_type, asks);
  return charge_to(claim.bearer.metadata, kClaimCharge, cells_of(site, team, ownership, placement, asks));
}

Ownership charged_to(Ownership ownership) {
  if (ownership.user.empty()) ownership.user = kUnstamped;
  if (ownership.job_type.empty()) ownership.job_type = kUnstamped;
  return ownership;
}

model::GpuUnits worth_of(const Site& site, const quota::Charge& charge) {
  model::GpuUnits worth;
  for (const quota::Cell& cell : charge.cells) {
    worth += worth_of(site.gpus, cell.key.resource, ledger_model(site, cell.key.pool)).value_or(model::GpuUnits{}) * cell.amount;
  }
  return worth;
}

}  // namespace tollgate::policy
