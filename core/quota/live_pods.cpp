#include "core/quota/live_pods.h"

#include <utility>

namespace tollgate::quota {

void LivePods::list_ends(std::chrono::nanoseconds now) {
  const Known before = std::exchange(known_, *std::exchange(next_, std::nullopt));
  for (const auto& [uid, root] : before.roots) {
    if (!known_.roots.contains(uid)) bury(uid, now);
  }
  listed_ = true;
  ++revision_;
}

void LivePods::put(std::string uid, std::optional<Charged> charged) {
  if (next_) return next_->put(std::move(uid), std::move(charged));
  known_.put(std::move(uid), std::move(charged));
  ++revision_;
}

void LivePods::remove(const std::string& uid, std::chrono::nanoseconds now) {
  known_.remove(uid);
  bury(uid, now);
  ++revision_;
}

std::optional<Snapshot> LivePods::snapshot(const Ledger& ledger) const {
  if (!listed_) return std::nullopt;
  Snapshot snapshot{.version = version_};
  if (const auto charges = known_.charges.find(ledger.root); charges != known_.charges.end()) {
    snapshot.pods.reserve(charges->second.size());
    for (const auto& [uid, charge] : charges->second) snapshot.pods.push_back(charge);
  }
  for (const Reservation& reservation : ledger.status.reservations) {
    const std::string& uid = reservation.charge.uid;
    if (known_.roots.contains(uid) || gone_.contains(uid)) snapshot.seen.insert(uid);
  }
  return snapshot;
}

void LivePods::bury(const std::string& uid, std::chrono::nanoseconds now) {
  std::erase_if(gone_, [&](const auto& entry) { return now - entry.second > remember_gone_; });
  gone_[uid] = now;
}

void LivePods::Known::put(std::string uid, std::optional<Charged> charged) {
  remove(uid);
  if (charged) charges[charged->root].insert_or_assign(uid, std::move(charged->charge));
  roots.insert_or_assign(std::move(uid), charged ? std::move(charged->root) : std::string{});
}

void LivePods::Known::remove(const std::string& uid) {
  const auto known = roots.find(uid);
  if (known == roots.end()) return;
  if (const auto charged = charges.find(known->second); charged != charges.end()) charged->second.erase(uid);
  roots.erase(known);
}

}  // namespace tollgate::quota
