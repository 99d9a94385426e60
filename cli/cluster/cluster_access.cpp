#include "cli/cluster/cluster_access.h"

#include "adapters/kube_codec/watched.h"

namespace tollgate::cli {
namespace {

class NoRecords final : public RecordStore {
 public:
  Result<StoredRecord> load(std::string_view) override { return StoredRecord{}; }
  Result<std::string> store(std::string_view, const StoredRecord&) override {
    return Error{ErrorCode::kInvalid, "nothing is applied without an API server that keeps the record of it"};
  }
};

class NoPods final : public ChargedPods {
 public:
  Result<int> count(const std::string&, const std::string&) override { return 0; }
};

}  // namespace

Result<void> ClusterAccess::connect(const PlanOptions& options, const policy::Site& site) {
  auto config = TRY(kube_client::find_config(options.kubeconfig, kube_client::process_environment()));
  const std::string home = kube_client::home_namespace(config, options.namespace_name);
  api_.emplace(std::move(config));
  config_maps_ = std::make_unique<kube_client::ConfigMapStore>(*api_, home);
  records_ = config_maps_.get();
  ledgers_.emplace(*api_);
  charges_.emplace(*api_, *ledgers_, [this, &site](const model::Pod& pod) { return policy::counted_charge(site, view_, pod); });
  charged_ = &*charges_;
  return list_namespaces();
}

Result<void> ClusterAccess::list_namespaces() {
  Result<void> decoded;
  const auto take = [&](const kube_client::Object& object) {
    auto view = kube_codec::decode_namespace(object.value);
    if (view)
      view_.namespaces.emplace(object.stored.name, std::move(view).value());
    else
      decoded = std::move(view).error();
  };
  TRY(api_->list("/api/v1/namespaces", take));
  return decoded;
}

Result<std::unique_ptr<ClusterAccess>> ClusterAccess::open(const PlanOptions& options, const policy::Site& site) {
  static NoRecords no_records;
  static NoPods no_pods;
  auto access = std::make_unique<ClusterAccess>();
  access->records_ = &no_records;
  access->charged_ = &no_pods;
  if (!options.offline) TRY(access->connect(options, site));
  if (options.namespaces)
    for (const std::string& name : *options.namespaces)
      access->view_.namespaces.emplace(name, policy::NamespaceView{.name = name, .labels = {}});
  const bool every_team = options.offline && !options.namespaces;
  access->present_ = every_team ? reconcile::all_teams(site) : reconcile::teams_with_namespaces(site, access->view_);
  return access;
}

}  // namespace tollgate::cli
