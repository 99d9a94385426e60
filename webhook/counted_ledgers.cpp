#include "webhook/counted_ledgers.h"

#include <utility>

#include "app/charge_by.h"
#include "core/policy/gpu/ledger_specs.h"

namespace tollgate::webhook {
namespace {

constexpr std::chrono::milliseconds kConfirmPeriod{200};
constexpr std::chrono::seconds kShowPeriod{1};

}  // namespace

CountedLedgers::CountedLedgers(LedgerNeeds needs, std::chrono::seconds reservation_ttl, LedgerCluster cluster)
    : needs_{needs},
      cluster_{cluster},
      store_{needs.clock, {}},
      pods_{{cluster.api, needs.clock, needs.log},
            ChargeBy{cluster.site, cluster.cluster},
            ChargeBy{cluster.site, cluster.cluster}},
      confirmer_{{pods_, store_, needs.clock}, {.reservation_ttl = reservation_ttl}},
      publish_{{store_, pods_, team_quotas_, needs.clock}},
      confirming_{[this](const std::stop_token& stop) { confirm_forever(stop); }} {}

CountedLedgers::~CountedLedgers() = default;

// The pods are listed anew before a ledger gets other limits: a new root must not be taken for empty because the pods were
// charged by the old policy.
void CountedLedgers::follow(const Published<policy::Site>& site) {
  const std::lock_guard lock{following_};
  const auto& now = site.current();
  if (!counted_by_.empty() && std::exchange(counted_by_, now->digest) != now->digest) pods_.recount();
  store_.put_specs(policy::ledger_specs(*now));
}

std::optional<std::chrono::nanoseconds> CountedLedgers::snapshot_age() const {
  return needs_.clock.monotonic() - pods_.heard_at();
}

// The namespaces come first: they say whose the pods without a stamp are.
void CountedLedgers::confirm_forever(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (cluster_.cluster.synced()) {
      begin_counting();
      if (confirm_all()) counted_ = true;
      show_team_quotas();
    }
    std::unique_lock lock{napping_};
    nap_.wait_for(lock, stop, kConfirmPeriod, [] { return false; });
  }
}

void CountedLedgers::begin_counting() {
  const std::lock_guard lock{following_};
  if (!counted_by_.empty()) return;
  counted_by_ = cluster_.site.current()->digest;
  pods_.recount();
}

// Whether the pods are in all of them.
bool CountedLedgers::confirm_all() {
  bool all = pods_.listed();
  for (const auto& ledger : store_.all()) {
    const auto confirmed = confirmer_.confirm(ledger->root);
    if (confirmed) {
      all = all && *confirmed != reconcile::QuotaConfirmer::Outcome::kNotYet;
      if (in_trouble_.erase(ledger->root) > 0) needs_.log.info("quota ledger confirmed again", {{"root", ledger->root}});
    } else if (in_trouble_.insert(ledger->root).second) {
      needs_.log.warning("quota ledger not confirmed", {{"root", ledger->root}, {"error", confirmed.error().message}});
    }
  }
  return all;
}

// For this replica's own refusals. What cannot be summed up now is shown as it was.
void CountedLedgers::show_team_quotas() {
  const std::chrono::nanoseconds now = needs_.clock.monotonic();
  if (now - shown_at_ < kShowPeriod) return;
  shown_at_ = now;
  const auto ledgers = store_.all();
  std::vector<std::string> roots;
  roots.reserve(ledgers.size());
  for (const auto& ledger : ledgers) roots.push_back(ledger->root);
  publish_.pass(roots);
}

}  // namespace tollgate::webhook
