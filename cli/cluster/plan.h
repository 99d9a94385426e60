// `tollgate plan` and `tollgate apply`: the controller's use cases in this process, with the caller's credentials.
//
// Safe beside the controller: what is applied is recorded by compare-and-swap before the first change.

#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "adapters/kube_client/config/config.h"
#include "core/policy/site.h"
#include "core/reconcile/slurm/plan.h"

namespace tollgate::cli {

struct PlanOptions {
  std::string kubeconfig;
  std::string namespace_name;                          // of the records; empty: as the controller
  bool offline = false;                                // `plan` only: ask no API server
  std::optional<std::vector<std::string>> namespaces;  // with offline: those there are; absent: every team has one
  reconcile::Orphans orphans = reconcile::Orphans::kKeep;
  bool force = false;  // `apply` only
  bool json = false;
};

// The exit code: 0 nothing to do, 1 differences, 3 something unreachable.
int plan(const PlanOptions& options, const policy::Site& site, std::ostream& out, std::ostream& err);

// The exit code: 0 all is as the policy says now, 1 something is not, 3 something unreachable.
int apply(const PlanOptions& options, const policy::Site& site, std::ostream& out, std::ostream& err);

}  // namespace tollgate::cli
