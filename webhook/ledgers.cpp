#include "webhook/ledgers.h"

#include "adapters/kube_client/watch/team_quota_watch.h"
#include "adapters/quota_store/api_server.h"
#include "core/policy/gpu/ledger_specs.h"
#include "webhook/counted_ledgers.h"

namespace tollgate::webhook {
namespace {

constexpr std::chrono::seconds kReservationTtl{90};  // longer than a create can take: its hooks, then 34 s in the API server
constexpr std::chrono::seconds kStandaloneReservationTtl{30};

// Objects of the API server. The controller makes them from the policy and counts the pods; here they are only read and
// swapped, so a replica has nothing to do for them.
class ClusterLedgers final : public Ledgers {
 public:
  ClusterLedgers(LedgerNeeds needs, kube_client::Api& api)
      : store_{{api, needs.clock, needs.log}}, team_quotas_{api, needs.log} {}

  QuotaStore& store() override { return store_; }
  std::vector<std::shared_ptr<const quota::Ledger>> all() override { return store_.all(); }
  void follow(const Published<policy::Site>&) override {}
  [[nodiscard]] bool ready() const override { return store_.synced(); }
  [[nodiscard]] std::string_view ready_when() const override { return "quota ledgers synced"; }
  [[nodiscard]] std::shared_ptr<const quota::TeamQuota> team_quota(std::string_view team) const override {
    return team_quotas_.find(team);
  }
  [[nodiscard]] std::optional<std::chrono::nanoseconds> snapshot_age() const override { return std::nullopt; }

 private:
  quota_store::ApiServer store_;
  kube_client::TeamQuotaWatch team_quotas_;
};

// In memory and without a cluster: nothing is counted but reservations, and they end by time alone.
class StandaloneLedgers final : public Ledgers {
 public:
  StandaloneLedgers(LedgerNeeds needs, std::chrono::seconds reservation_ttl) : store_{needs.clock, {reservation_ttl}} {}

  QuotaStore& store() override { return store_; }
  std::vector<std::shared_ptr<const quota::Ledger>> all() override { return store_.all(); }
  void follow(const Published<policy::Site>& site) override { store_.put_specs(policy::ledger_specs(*site.current())); }
  [[nodiscard]] bool ready() const override { return true; }
  [[nodiscard]] std::string_view ready_when() const override { return "quota ledgers kept"; }
  [[nodiscard]] std::shared_ptr<const quota::TeamQuota> team_quota(std::string_view) const override { return nullptr; }
  [[nodiscard]] std::optional<std::chrono::nanoseconds> snapshot_age() const override { return std::nullopt; }

 private:
  quota_store::Memory store_;
};

std::chrono::seconds ttl(const Options& options, std::chrono::seconds otherwise) {
  return std::chrono::ceil<std::chrono::seconds>(options.reservation_ttl.value_or(otherwise));
}

}  // namespace

std::unique_ptr<Ledgers> open_ledgers(const Options& options, LedgerNeeds needs, const std::optional<LedgerCluster>& cluster) {
  if (!cluster) return std::make_unique<StandaloneLedgers>(needs, ttl(options, kStandaloneReservationTtl));
  if (options.ledger == LedgerStore::kApi) return std::make_unique<ClusterLedgers>(needs, cluster->api);
  return std::make_unique<CountedLedgers>(needs, ttl(options, kReservationTtl), *cluster);
}

}  // namespace tollgate::webhook
