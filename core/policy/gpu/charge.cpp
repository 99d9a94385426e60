#include "core/policy/gpu/charge.h"

namespace tollgate::policy {
namespace {

// The first 8 hex digits of the controller's uid.
std::string owner_of(const model::Metadata& metadata) {
  const model::OwnerReference* owner = controller_of(metadata);
  return owner == nullptr ? std::string{} : std::string{owner->uid.substr(0, 8)};
}

}  // namespace

Result<std::optional<quota::Charge>> charge_of(const Site& site, const Team& team, const model::Pod& pod,
                                               const Ownership& ownership) {
  if (!asks_for_gpus(site.gpus, pod) || !site.root_of(team).quota) return std::optional<quota::Charge>{};
  const std::vector<GpuAsk> asks = TRY(gpu_asks(site.gpus, pod));
  const Placement placement = place(site, pod, ownership.job_type, asks);
  const JobType* type = site.find_job_type(ownership.job_type);
  const std::string tier = type == nullptr ? std::string{} : type->tier;
  quota::Charge charge;
  for (const GpuAsk& ask : asks) {
    if (!worth_of(site.gpus, ask.resource, placement.model)) continue;
    charge.cells.push_back({.key = {.team = team.name,
                                    .user = std::string{ownership.user},
                                    .job_type = std::string{ownership.job_type},
                                    .tier = tier,
                                    .pool = ledger_pool(placement),
                                    .resource = std::string{ask.resource}},
                            .amount = ask.amount});
  }
  if (charge.cells.empty()) return std::optional<quota::Charge>{};
  charge.uid = pod.metadata.uid;
  charge.name = std::string{pod.metadata.namespace_name} + "/" + std::string{pod.metadata.name};
  charge.owner = owner_of(pod.metadata);
  return std::optional{std::move(charge)};
}

}  // namespace tollgate::policy
