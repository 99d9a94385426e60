#include "webhook/ledgers.h"

#include <utility>

#include "core/policy/gpu/ledger_specs.h"

namespace tollgate::webhook {
namespace {

constexpr std::chrono::milliseconds kConfirmPeriod{200};

kube_client::PodWatch::ChargeOf charge_of(Ledgers::Cluster cluster) {
  return [cluster](const model::Pod& pod) {
    return policy::counted_charge(*cluster.site.current(), *cluster.cluster.view().current(), pod);
  };
}

}  // namespace

Ledgers::Ledgers(Needs needs, std::chrono::seconds reservation_ttl)
    : needs_{needs}, store_{needs.clock, {reservation_ttl}}, counted_{true} {}

Ledgers::Ledgers(Needs needs, std::chrono::seconds reservation_ttl, Cluster cluster) : needs_{needs}, store_{needs.clock, {}} {
  pods_.emplace(kube_client::PodWatch::Needs{cluster.api, needs.clock, needs.log}, charge_of(cluster));
  confirmer_.emplace(reconcile::QuotaConfirmer::Needs{*pods_, store_, needs.clock},
                     reconcile::QuotaConfirmer::Settings{.reservation_ttl = reservation_ttl});
  confirming_ = std::jthread{[this, cluster](const std::stop_token& stop) { confirm_forever(cluster, stop); }};
}

Ledgers::~Ledgers() = default;

// The pods are listed anew before a ledger gets other limits: a new root must not be taken for empty because the pods were
// charged by the old policy.
void Ledgers::follow(const Published<policy::Site>& site) {
  const std::lock_guard lock{following_};
  const auto& now = site.current();
  if (!counted_by_.empty() && std::exchange(counted_by_, now->digest) != now->digest) pods_->recount();
  store_.put_specs(policy::ledger_specs(*now));
}

std::optional<std::chrono::nanoseconds> Ledgers::snapshot_age() const {
  if (!pods_) return std::nullopt;
  return needs_.clock.monotonic() - pods_->heard_at();
}

// The namespaces come first: they say whose the pods without a stamp are.
void Ledgers::confirm_forever(const Cluster& cluster, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (cluster.cluster.synced()) {
      begin_counting(cluster);
      if (confirm_all()) counted_ = true;
    }
    std::unique_lock lock{napping_};
    nap_.wait_for(lock, stop, kConfirmPeriod, [] { return false; });
  }
}

void Ledgers::begin_counting(const Cluster& cluster) {
  const std::lock_guard lock{following_};
  if (!counted_by_.empty()) return;
  counted_by_ = cluster.site.current()->digest;
  pods_->recount();
}

// Whether the pods are in all of them.
bool Ledgers::confirm_all() {
  bool all = pods_->listed();
  for (const auto& ledger : store_.all()) {
    const auto confirmed = confirmer_->confirm(ledger->root);
    if (confirmed) {
      all = all && *confirmed != reconcile::QuotaConfirmer::Outcome::kNotYet;
      if (in_trouble_.erase(ledger->root) > 0) needs_.log.info("quota ledger confirmed again", {{"root", ledger->root}});
    } else if (in_trouble_.insert(ledger->root).second) {
      needs_.log.warning("quota ledger not confirmed", {{"root", ledger->root}, {"error", confirmed.error().message}});
    }
  }
  return all;
}

}  // namespace tollgate::webhook
