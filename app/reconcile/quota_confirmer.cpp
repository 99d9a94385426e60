#include "app/reconcile/quota_confirmer.h"

#include <utility>

namespace tollgate::reconcile {
namespace {

constexpr int kTries = 5;

}  // namespace

Result<QuotaConfirmer::Outcome> QuotaConfirmer::confirm(const std::string& root) {
  Seen& seen = seen_[root];
  if (is_settled(root, seen)) return Outcome::kUnchanged;
  Result<Outcome> confirmed = confirm_once(root, seen);
  for (int tries = 1; tries < kTries; ++tries) {
    if (confirmed.ok() || confirmed.error().code != ErrorCode::kConflict) break;
    confirmed = confirm_once(root, seen);
  }
  return confirmed;
}

bool QuotaConfirmer::is_settled(const std::string& root, const Seen& seen) const {
  const auto ledger = needs_.ledgers.cached(root);
  if (ledger == nullptr || ledger->version != seen.version || needs_.pods.revision() != seen.revision) return false;
  return ledger->status.reservations.empty() || needs_.clock.monotonic() - seen.at < settings_.idle;
}

Result<QuotaConfirmer::Outcome> QuotaConfirmer::confirm_once(const std::string& root, Seen& seen) {
  const std::chrono::nanoseconds now = needs_.clock.monotonic();
  const std::chrono::nanoseconds deadline = now + settings_.patience;
  const std::uint64_t revision = needs_.pods.revision();
  const quota::Ledger ledger = TRY(needs_.ledgers.read_live(root, deadline));
  const auto snapshot = needs_.pods.snapshot(ledger);
  if (!snapshot) return Outcome::kNotYet;
  seen.reservations.observe(ledger, now);
  const Result<quota::Confirmed> confirmed = look(ledger, *snapshot, seen);
  if (!confirmed && confirmed.error().code == ErrorCode::kUnavailable) return Outcome::kNotYet;
  if (!confirmed) return confirmed.error();
  if (!confirmed->next) {
    seen.version = ledger.version;
    seen.revision = revision;
    seen.at = now;
    return Outcome::kUnchanged;
  }
  TRY(needs_.ledgers.replace(*confirmed->next, deadline));
  seen.absent.clear();
  return Outcome::kWritten;
}

// Once more, when looking for the pods of overdue reservations has told something.
Result<quota::Confirmed> QuotaConfirmer::look(const quota::Ledger& ledger, const quota::Snapshot& snapshot, Seen& seen) {
  quota::Pass pass{.epoch = settings_.epoch,
                   .ttl = settings_.reservation_ttl,
                   .ages = seen.reservations.ages(ledger, needs_.clock.monotonic()),
                   .absent = seen.absent};
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
