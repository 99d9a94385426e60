// A small language for quota tests: trees, what is used, and pods.

#pragma once

#include <string>
#include <utility>

#include "core/quota/admit.h"
#include "tests/fakes/charge_builder.h"

namespace tollgate::fakes {

using model::GpuUnits;

inline GpuUnits operator""_gpu(unsigned long long whole) { return GpuUnits::gpus(static_cast<std::int64_t>(whole)); }

// A ledger of one tree, initialised and empty. nvidia.com/gpu is a whole GPU and nvidia.com/mig-1g.10gb a seventh, everywhere.
class Tree {
 public:
  Tree root(std::string name, GpuUnits gpus) && {
    ledger_.root = name;
    return std::move(*this).add({.name = std::move(name), .gpus = gpus});
  }
  Tree team(std::string name, GpuUnits gpus, GpuUnits guaranteed = {}) && {
    return std::move(*this).add({.name = std::move(name), .parent = ledger_.root, .gpus = gpus, .guaranteed = guaranteed});
  }
  // The limits of the team that was added last.
  Tree per_user(GpuUnits gpus) && {
    return std::move(*this).change([&](quota::TeamLimits& team) { team.per_user = gpus; });
  }
  Tree per_pod(GpuUnits gpus) && {
    return std::move(*this).change([&](quota::TeamLimits& team) { team.per_pod = gpus; });
  }
  Tree by_job_type(std::string key, GpuUnits gpus) && {
    return std::move(*this).change([&](quota::TeamLimits& team) { team.by_job_type.push_back({key, gpus}); });
  }
  Tree by_model(std::string key, GpuUnits gpus) && {
    return std::move(*this).change([&](quota::TeamLimits& team) { team.by_model.push_back({key, gpus}); });
  }
  Tree uses(std::string team, GpuUnits gpus) && {
    ledger_.status.cells.push_back(
        {{std::move(team), "somebody", "training", "normal", "kube", "nvidia.com/gpu"}, gpus.count() / GpuUnits::kPerGpu});
    return std::move(*this);
  }
  Tree holds(quota::Charge charge) && {
    ledger_.status.reservations.push_back({std::move(charge), 0});
    return std::move(*this);
  }
  quota::Ledger ledger() const { return ledger_; }

  Tree() {
    ledger_.version = "1";
    ledger_.status.initialized = true;
    ledger_.spec.pools = {{"kube", "h100-80gb"}, {"spot", "a100-40gb"}};
    ledger_.spec.weights = {{"nvidia.com/gpu", "", 1_gpu},
                            {"nvidia.com/mig-1g.10gb", "", GpuUnits::units(GpuUnits::kPerGpu / 7)}};
  }

 private:
  Tree add(quota::TeamLimits team) && {
    ledger_.spec.teams.push_back(std::move(team));
    return std::move(*this);
  }
  template <class Change>
  Tree change(Change change) && {
    change(ledger_.spec.teams.back());
    return std::move(*this);
  }

  quota::Ledger ledger_;
};

inline Tree a_tree() { return {}; }

}  // namespace tollgate::fakes
