#include "controller/ledger_loop.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/charge_by.h"
#include "core/policy/gpu/ledger_specs.h"

namespace tollgate::controller {
namespace {

using Outcome = reconcile::QuotaConfirmer::Outcome;

constexpr std::chrono::seconds kWhileWaiting{1};  // between looks at limits that wait for something

reconcile::QuotaConfirmer::Settings confirming(const LedgerLoop::Settings& settings) {
  return {.claims = true, .reservation_ttl = settings.reservation_ttl, .settle = settings.reservation_ttl};
}

}  // namespace

LedgerLoop::LedgerLoop(Parts parts, Settings settings, std::function<void()> give_up)
    : parts_{parts},
      settings_{settings},
      give_up_{std::move(give_up)},
      report_{parts.log, parts.metrics},
      counted_by_{parts.site.current()},
      pods_{{parts.api, parts.clock, parts.log}, ChargeBy{counted_by_, parts.cluster}, ChargeBy{counted_by_, parts.cluster}},
      confirmer_{{pods_, parts.ledgers, parts.clock}, confirming(settings)},
      limits_{parts.objects, parts.log, [this](const std::string& root) { return is_true(root); }},
      gates_{{pods_, parts.ledgers, parts.gates, parts.clock, parts.log}} {
  confirmer_.tell([this](const quota::Ledger& ledger, const quota::Snapshot&) { report_.found(ledger); });
  confirmer_.tell_edits([this](const std::string& root, const std::vector<std::string>& edits) { report_.edited(root, edits); });
}

// The namespaces come first: they say whose the pods without a stamp are.
Pass LedgerLoop::pass(const std::stop_token& stop) {
  if (has_ended_) return Pass::kDone;
  if (!parts_.cluster.synced() || !parts_.leader.is_leading()) return Pass::kFailed;
  if (const Result<void> claimed = claim_all(); !claimed) {
    report_.limits(claimed.error());
    return Pass::kFailed;
  }
  follow_policy();
  report_.pods_heard(parts_.clock.monotonic() - pods_.heard_at());
  if (!pods_.listed()) return Pass::kDone;
  if (pods_.went_back()) return end_term("the API server tells of an older state than before, as from a backup");
  const bool limits_right = !limits_are_due() || put_limits_right();
  const bool all_confirmed = confirm_all(stop);
  return limits_right && all_confirmed ? Pass::kDone : Pass::kFailed;
}

// Before anything else: whoever led before and does not know that he is over is kept from writing.
Result<void> LedgerLoop::claim_all() {
  if (has_claimed_) return {};
  const std::vector<reconcile::ObservedLedger> all = TRY(parts_.objects.list());
  for (const reconcile::ObservedLedger& seen : all) {
    if (!seen.newer.empty() || !seen.broken.empty()) continue;
    const Result<void> claimed = confirmer_.claim(seen.ledger.root);
    if (!claimed && claimed.error().code != ErrorCode::kNotFound) return claimed.error();
  }
  has_claimed_ = true;
  return {};
}

// The pods are charged anew before a ledger gets the new limits. Until it has them its old ones hold, and what was counted by
// the old policy stands.
void LedgerLoop::follow_policy() {
  const std::shared_ptr<const policy::Site> site = parts_.site.current();
  if (std::exchange(counts_, true) && site->digest == counted_by_.current()->digest) return;
  counted_by_.publish(site);
  pods_.recount();
  next_look_ = std::chrono::nanoseconds{0};
}

bool LedgerLoop::limits_are_due() const {
  if (parts_.clock.monotonic() >= next_look_) return true;
  return std::ranges::any_of(generations_, [this](const auto& entry) {
    const auto ledger = parts_.ledgers.cached(entry.first);
    return ledger == nullptr || ledger->generation > entry.second;
  });
}

bool LedgerLoop::put_limits_right() {
  const policy::Site& site = *counted_by_.current();
  auto outcome = limits_.pass({.specs = policy::ledger_specs(site), .digest = site.digest});
  report_.limits(outcome);
  if (!outcome) return false;
  generations_ = std::move(outcome->roots);
  std::chrono::nanoseconds pause = settings_.interval;
  if (!outcome->is_settled()) pause = outcome->written > 0 ? std::chrono::nanoseconds{0} : kWhileWaiting;
  next_look_ = parts_.clock.monotonic() + pause;
  return outcome->failures.empty();
}

bool LedgerLoop::confirm_all(const std::stop_token& stop) {
  bool all = true;
  for (const auto& [root, generation] : generations_) {
    if (stop.stop_requested() || has_ended_) break;
    const Result<Outcome> confirmed = confirmer_.confirm(root, counted_by_.current()->digest);
    report_.confirmed(root, confirmed);
    if (confirmed && *confirmed == Outcome::kSuperseded)
      end_term(fmt::format("somebody else confirms the quota ledger {}, or its epoch was edited", root));
    if (confirmed) {
      all = let_in(root) && all;
      continue;
    }
    all = false;
    next_look_ = std::min(next_look_, parts_.clock.monotonic());  // it may be gone, or unreadable
  }
  report_.let_in({}, gates_.free_pass());
  return all;
}

// After each look at what runs, whether anything had to be written or not: what ended made room. Whether somebody else leads is
// for confirm() to find out.
bool LedgerLoop::let_in(const std::string& root) {
  const std::optional<std::int64_t> epoch = confirmer_.epoch(root);
  if (!epoch || has_ended_) return true;
  const auto outcome = gates_.pass(root, *epoch);
  report_.let_in(root, outcome);
  return outcome.ok() ? outcome->failures.empty() : outcome.error().code == ErrorCode::kUnavailable;
}

bool LedgerLoop::is_true(const std::string& root) {
  const Result<Outcome> confirmed = confirmer_.confirm(root, counted_by_.current()->digest);
  return confirmed && *confirmed == Outcome::kUnchanged;
}

Pass LedgerLoop::end_term(const std::string& why) {
  has_ended_ = true;
  report_.gives_up(why);
  give_up_();
  return Pass::kDone;
}

}  // namespace tollgate::controller
