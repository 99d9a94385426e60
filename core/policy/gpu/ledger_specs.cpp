#include "core/policy/gpu/ledger_specs.h"

#include "core/policy/gpu/placement.h"

namespace tollgate::policy {
namespace {

std::vector<quota::KeyedLimit> limits_of(const std::vector<GpuShare>& shares) {
  std::vector<quota::KeyedLimit> limits;
  limits.reserve(shares.size());
  for (const GpuShare& share : shares) limits.push_back({share.key, share.gpus});
  return limits;
}

quota::TeamLimits limits_of(const Team& team) {
  quota::TeamLimits limits{.name = team.name, .parent = team.parent};
  if (!team.quota) return limits;
  limits.gpus = team.quota->gpus;
  limits.guaranteed = team.quota->guaranteed;
  limits.by_model = limits_of(team.quota->by_model);
  limits.by_job_type = limits_of(team.quota->by_job_type);
  limits.per_user = team.quota->per_user;
  limits.per_pod = team.quota->per_pod;
  return limits;
}

// Every pool, and for pods in none one for each model.
std::vector<quota::PoolModel> pools_of(const Site& site) {
  std::vector<quota::PoolModel> pools;
  pools.reserve(site.pools.size() + site.gpus.models.size());
  for (const Pool& pool : site.pools) pools.push_back({pool.name, pool.model});
  for (const GpuModel& model : site.gpus.models)
    pools.push_back({ledger_pool({.pool = nullptr, .model = model.name}), model.name});
  return pools;
}

// A MIG resource is worth what the model of the pool makes of its profile.
void add_profiles(const GpuResource& resource, const Site& site, const std::vector<quota::PoolModel>& pools,
                  std::vector<quota::Weight>& weights) {
  const std::string prefix = resource.name.substr(0, resource.name.find('*'));
  for (const quota::PoolModel& pool : pools) {
    const GpuModel* model = site.gpus.find_model(pool.model);
    if (model == nullptr) continue;
    for (const GpuShare& profile : model->mig) weights.push_back({prefix + profile.key, pool.name, profile.gpus});
  }
}

std::vector<quota::Weight> weights_of(const Site& site, const std::vector<quota::PoolModel>& pools) {
  std::vector<quota::Weight> weights;
  for (const GpuResource& resource : site.gpus.resources) {
    if (resource.units) {
      weights.push_back({resource.name, {}, *resource.units});
    } else {
      add_profiles(resource, site, pools, weights);
    }
  }
  for (const DeviceClass& device : site.gpus.device_classes) {
    weights.push_back({std::string{kDeviceClassPrefix} + device.name, {}, device.units});
  }
  return weights;
}

}  // namespace

std::map<std::string, quota::LedgerSpec, std::less<>> ledger_specs(const Site& site) {
  std::map<std::string, quota::LedgerSpec, std::less<>> specs;
  const std::vector<quota::PoolModel> pools = pools_of(site);
  const std::vector<quota::Weight> weights = weights_of(site, pools);
  for (const Team& team : site.teams) {
    const Team& root = site.root_of(team);
    if (!root.quota) continue;
    quota::LedgerSpec& spec = specs[root.name];
    spec.policy_digest = site.digest;
    spec.pools = pools;
    spec.weights = weights;
    spec.teams.push_back(limits_of(team));
  }
  return specs;
}

}  // namespace tollgate::policy
