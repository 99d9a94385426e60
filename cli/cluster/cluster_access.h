// The clusters as plan and apply see them: namespaces and records from the API server, or without one.

#pragma once

#include <memory>
#include <optional>

#include "adapters/kube_client/api.h"
#include "adapters/kube_client/config_map_store.h"
#include "adapters/kube_client/ledger_writer.h"
#include "adapters/kube_client/namespace_charges.h"
#include "cli/cluster/plan.h"
#include "core/policy/cluster_view.h"
#include "core/reconcile/slurm/desired.h"

namespace tollgate::cli {

class ClusterAccess {
 public:
  // `site` outlives it. Lists the namespaces. Offline: those named, or one for every team.
  static Result<std::unique_ptr<ClusterAccess>> open(const PlanOptions& options, const policy::Site& site);

  // Null when offline.
  kube_client::Api* api() { return api_ ? &*api_ : nullptr; }
  [[nodiscard]] const policy::ClusterView& view() const { return view_; }
  [[nodiscard]] const reconcile::TeamNames& present() const { return present_; }

  // What keeps namespaces from moving to another team. Offline: nothing.
  ChargedPods& charged() { return *charged_; }

  // Offline: an empty one that takes nothing.
  RecordStore& records() { return *records_; }

 private:
  Result<void> connect(const PlanOptions& options, const policy::Site& site);
  Result<void> list_namespaces();

  std::optional<kube_client::Api> api_;
  std::unique_ptr<kube_client::ConfigMapStore> config_maps_;
  std::optional<kube_client::LedgerWriter> ledgers_;
  std::optional<kube_client::NamespaceCharges> charges_;
  RecordStore* records_ = nullptr;
  ChargedPods* charged_ = nullptr;
  policy::ClusterView view_;
  reconcile::TeamNames present_;
};

}  // namespace tollgate::cli
