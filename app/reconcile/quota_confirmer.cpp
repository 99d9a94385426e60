#include "app/reconcile/quota_confirmer.h"

#include <utility>

#include "core/quota/upkeep/mend.h"
#include "core/quota/upkeep/versions.h"

namespace tollgate::reconcile {
namespace {

constexpr int kTries = 5;
constexpr std::int64_t kLargestEpoch = (std::int64_t{1} << 53) - 1;  // no row of leaders gets there, only an editor

std::int64_t epoch_after(std::int64_t epoch) { return epoch >= kLargestEpoch ? 1 : epoch + 1; }

bool is_worth_repeating(const Error& error) {
  return error.code == ErrorCode::kConflict || error.code == ErrorCode::kOutcomeUnknown;
}

bool is_of_another_policy(const quota::Ledger& ledger, std::string_view counted_by) {
  return !counted_by.empty() && ledger.spec.policy_digest != counted_by;
}

// What was edited by hand since it was last confirmed; the ledger becomes what it was.
std::vector<std::string> mend(quota::Ledger& ledger, const std::optional<quota::LedgerStatus>& known) {
  if (!known) return {};
  quota::Mended mended = quota::mend(std::move(ledger), *known);
  ledger = std::move(mended.ledger);
  return std::move(mended.edits);
}

Result<QuotaConfirmer::Outcome> later_or(const Error& error) {
  if (error.code == ErrorCode::kUnavailable) return QuotaConfirmer::Outcome::kNotYet;
  return error;
}

template <class Try>
auto some_times(Try once) {
  auto result = once();
  for (int tries = 1; tries < kTries; ++tries) {
    if (result.ok() || !is_worth_repeating(result.error())) break;
    result = once();
  }
  return result;
}

}  // namespace

Result<void> QuotaConfirmer::claim(const std::string& root) {
  Seen& seen = seen_[root];
  if (seen.epoch || !settings_.claims) return {};
  return some_times([&] { return claim_once(root, seen); });
}

// A claim whose reply was lost may be somebody else's with the same number: it is made again.
Result<void> QuotaConfirmer::claim_once(const std::string& root, Seen& seen) {
  const std::chrono::nanoseconds deadline = needs_.clock.monotonic() + settings_.patience;
  quota::Ledger ledger = TRY(needs_.ledgers.read_live(root, deadline));
  ledger.status.epoch = epoch_after(ledger.status.epoch);
  TRY(needs_.ledgers.replace(ledger, deadline));
  seen = Seen{};
  seen.uid = ledger.uid;
  seen.epoch = ledger.status.epoch;
  return {};
}

std::optional<std::int64_t> QuotaConfirmer::epoch(const std::string& root) const {
  const auto seen = seen_.find(root);
  return seen == seen_.end() ? std::nullopt : seen->second.epoch;
}

Result<QuotaConfirmer::Outcome> QuotaConfirmer::confirm(const std::string& root, std::string_view counted_by) {
  Seen& seen = seen_[root];
  if (is_settled(root, seen)) return Outcome::kUnchanged;
  return some_times([&]() -> Result<Outcome> {
    TRY(claim(root));
    return confirm_once(root, seen, counted_by);
  });
}

bool QuotaConfirmer::is_settled(const std::string& root, const Seen& seen) const {
  const auto ledger = needs_.ledgers.cached(root);
  if (ledger == nullptr || ledger->version != seen.version || needs_.pods.revision() != seen.revision) return false;
  const bool waits_for_time = !ledger->status.initialized || !ledger->status.reservations.empty();
  return needs_.clock.monotonic() - seen.at < (waits_for_time ? settings_.idle : settings_.look_at_least);
}

Result<QuotaConfirmer::Outcome> QuotaConfirmer::confirm_once(const std::string& root, Seen& seen, std::string_view counted_by) {
  const std::chrono::nanoseconds deadline = needs_.clock.monotonic() + settings_.patience;
  const std::uint64_t revision = needs_.pods.revision();
  quota::Ledger ledger = TRY(needs_.ledgers.read_live(root, deadline));
  const std::chrono::nanoseconds now = needs_.clock.monotonic();  // not before: a reservation may be younger than a slow read
  if (ledger.uid != seen.uid) {
    // What is known of a ledger says nothing of one that has taken its place: that is claimed like any other, and not mended.
    seen = Seen{.uid = ledger.uid};
    if (settings_.claims) return Error{ErrorCode::kConflict, "the quota ledger " + root + " was made anew"};
  }
  if (seen.epoch && ledger.status.epoch > *seen.epoch) return Outcome::kSuperseded;
  if (is_of_another_policy(ledger, counted_by)) return Outcome::kNotYet;

  std::vector<std::string> edits = mend(ledger, seen.known);
  const auto snapshot = needs_.pods.snapshot(ledger);
  if (!snapshot) return Outcome::kNotYet;
  if (is_impossible(ledger.status.snapshot, *snapshot, seen)) {
    ledger.status.snapshot = seen.newest;
    edits.emplace_back("snapshotRV");
  }
  seen.reservations.observe(ledger, now);
  Result<quota::Confirmed> confirmed = look(ledger, *snapshot, !edits.empty(), seen);
  if (!confirmed) return later_or(confirmed.error());

  const bool writes = confirmed->next.has_value();
  if (writes) TRY(write(ledger, *std::move(confirmed->next), deadline, seen));
  if (!edits.empty() && alarm_) alarm_(root, edits);
  seen.version = ledger.version;
  seen.revision = revision;
  seen.at = now;
  seen.known = ledger.status;
  for (const Listener& listener : listeners_) listener(ledger, *snapshot);
  return writes ? Outcome::kWritten : Outcome::kUnchanged;
}

// `ledger` becomes what was stored.
Result<void> QuotaConfirmer::write(quota::Ledger& ledger, quota::Ledger next, std::chrono::nanoseconds deadline, Seen& seen) {
  Result<std::string> stored = needs_.ledgers.replace(next, deadline);
  if (!stored) {
    // What it says now is not known; nothing in it is to be taken for an edit.
    if (stored.error().code != ErrorCode::kConflict) seen.known.reset();
    return std::move(stored).error();
  }
  seen.absent.clear();
  seen.impossible.clear();
  ledger = std::move(next);
  ledger.version = std::move(stored).value();
  return {};
}

// Whether the ledger claims to be counted from pods that no one can have seen: a version that is none, or that is still to
// come. Then whoever wrote it was no confirmer, and it counts as counted from the newest there is: what is older here is not
// written over it.
bool QuotaConfirmer::is_impossible(const std::string& version, const quota::Snapshot& snapshot, Seen& seen) {
  if (version.empty()) return false;
  if (version == seen.impossible) return true;
  const Result<bool> is_ahead = quota::is_before(snapshot.version, version);
  if (is_ahead && !*is_ahead) return false;
  Result<std::string> newest = needs_.pods.newest_version();
  if (!newest) return false;
  const Result<bool> is_to_come = quota::is_before(*newest, version);
  if (is_to_come && !*is_to_come) return false;
  seen.impossible = version;
  seen.newest = std::move(newest).value();
  return true;
}

// Once more, when looking for the pods of overdue reservations has told something.
Result<quota::Confirmed> QuotaConfirmer::look(const quota::Ledger& ledger, const quota::Snapshot& snapshot, bool rewrite,
                                              Seen& seen) {
  const std::chrono::nanoseconds now = needs_.clock.monotonic();
  quota::Pass pass{.epoch = seen.epoch.value_or(ledger.status.epoch),
                   .ttl = settings_.reservation_ttl,
                   .ages = seen.reservations.ages(ledger, now),
                   .absent = seen.absent,
                   .settle = settings_.settle,
                   .waited = seen.reservations.waited(now),
                   .rewrite = rewrite,
                   .now = to_rfc3339(needs_.clock.now())};
  quota::Confirmed confirmed = TRY(quota::confirm(ledger, snapshot, pass));
  if (confirmed.overdue.empty() || !look_for(confirmed.overdue, seen)) return confirmed;
  pass.absent = seen.absent;
  return quota::confirm(ledger, snapshot, pass);
}

// Whether one of them is gone. One that cannot be looked for stays.
bool QuotaConfirmer::look_for(const std::vector<quota::Reservation>& overdue, Seen& seen) {
  bool any = false;
  for (const quota::Reservation& reservation : overdue) {
    const Result<bool> exists = needs_.pods.exists(reservation.charge.name, reservation.charge.uid);
    if (!exists || *exists) continue;
    seen.absent.insert(reservation.charge.uid);
    any = true;
  }
  return any;
}

}  // namespace tollgate::reconcile
