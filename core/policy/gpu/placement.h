// Where a pod with GPUs goes: its pool, and the GPU model that comes with it.

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/policy/gpu/gpu_ask.h"
#include "core/policy/site.h"

namespace tollgate::policy {

struct Placement {
  const Pool* pool = nullptr;  // nullptr: no pool fits, or there are none
  std::string_view model;      // empty: nothing tells
};

// The pool whose nodeSelector the pod carries, the most specific one; nullptr when it selects none.
const Pool* selected_pool(const Site& site, const model::Pod& pod);

// The selected pool; else the first of its job type (of all, when the type names none) that is not Slurm's and has the model,
// the MIG profiles and the size it asks for, free or not. The model is the resource's own, else the pool's, else the one
// whose nodeLabel the pod selects, else the only one that it could be.
Placement place(const Site& site, const model::Pod& pod, std::string_view job_type, std::span<const GpuAsk> asks);

// The pool's name, or "model/NAME" for what is in none: by it the ledger tells models apart.
std::string ledger_pool(const Placement& placement);

// The model that goes with such a name; empty: none is known.
std::string_view ledger_model(const Site& site, std::string_view ledger_pool);

}  // namespace tollgate::policy
