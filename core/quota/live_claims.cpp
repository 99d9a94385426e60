#include "core/quota/live_claims.h"

#include <algorithm>
#include <utility>

namespace tollgate::quota {

void LiveClaims::list_begins() {
  live_.list_begins();
  next_.emplace();
}

void LiveClaims::list_ends(std::chrono::nanoseconds now) {
  live_.list_ends(now);
  made_for_ = *std::exchange(next_, std::nullopt);
}

void LiveClaims::put(const std::string& uid, std::optional<LivePods::Charged> charged, std::optional<MadeFor> made_for) {
  auto& known = next_ ? *next_ : made_for_;
  if (made_for) {
    known.insert_or_assign(uid, *std::move(made_for));
  } else {
    known.erase(uid);
  }
  live_.put(uid, std::move(charged));
}

void LiveClaims::remove(const std::string& uid, std::chrono::nanoseconds now) {
  made_for_.erase(uid);
  live_.remove(uid, now);
}

bool LiveClaims::add_to(Snapshot& snapshot, const LivePods& pods, const Ledger& ledger) const {
  std::optional<Snapshot> claims = live_.snapshot(ledger);
  if (!claims) return false;
  snapshot.claims = std::move(claims->version);
  snapshot.seen.merge(claims->seen);
  snapshot.pods.reserve(snapshot.pods.size() + claims->pods.size());
  for (Charge& claim : claims->pods) {
    if (!is_covered(claim, pods)) snapshot.pods.push_back(std::move(claim));
  }
  return true;
}

bool LiveClaims::is_covered(const Charge& claim, const LivePods& pods) const {
  const auto made_for = made_for_.find(claim.uid);
  if (made_for == made_for_.end()) return false;
  const MadeFor& made = made_for->second;
  const LivePods::Covers* covers = pods.covers_of(made.pod);
  if (covers == nullptr) return false;
  if (made.claim.empty()) return covers->extended_claim.empty() || covers->extended_claim == made.name;
  const auto paid = covers->claims.find(made.claim);
  return paid != covers->claims.end() && std::ranges::all_of(claim.cells, [&](const Cell& cell) {
           const auto amount = paid->second.find(cell.key.resource);
           return amount != paid->second.end() && amount->second >= cell.amount;
         });
}

}  // namespace tollgate::quota
