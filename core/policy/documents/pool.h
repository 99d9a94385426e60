// Kind Pool: nodes of one GPU model under one scheduler.

#pragma once

#include <array>

#include "core/policy/documents/draft.h"
#include "core/policy/fields/table.h"
#include "core/policy/gpu/pool.h"

namespace tollgate::policy {

template <>
struct Names<PoolOwner> {
  static constexpr std::array<std::string_view, 3> kNames{"kubernetes", "slurm", "shared"};
};

template <>
struct Table<PoolShape> {
  static constexpr std::array kRows{
      field<&PoolShape::gpus_per_node>("gpusPerNode", "GPUs in one node", {.required = true, .least = 1, .most = 1024}),
      field<&PoolShape::nodes>("nodes", "how many such nodes", {.least = 1, .most = 1'000'000}),
      field<&PoolShape::mig_profiles>("migProfiles", "what its GPUs may be cut into", {.role = Role::kMigProfile}),
  };
};

template <>
struct Table<Pool> {
  static constexpr std::array kRows{
      field<&Pool::owner>("owner", "whose nodes they are; shared ones are lent from one to the other", {.required = true}),
      field<&Pool::model>("model", "the GPU model in all of them", {.required = true, .role = Role::kGpuModel}),
      field<&Pool::gpus>("gpus", "GPUs in all", {.required = true, .least = 1, .most = 1'000'000}),
      field<&Pool::node_selector>("nodeSelector", "what a pod selects to get there; required unless Slurm owns it",
                                  {.format = Format::kAnyText}),
      field<&Pool::shapes>("shapes", "the nodes, by make; together they have `gpus`", {.fallback = "any"}),
      field<&Pool::allow_capabilities>("allowCapabilities", "Linux capabilities its pods may add beyond pod-security's",
                                       {.format = Format::kCapability}),
  };
};

// What holds for each pool and between them.
void check_pools(Draft& draft);

}  // namespace tollgate::policy
