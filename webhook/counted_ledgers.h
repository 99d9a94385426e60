// Ledgers in this process's memory, kept to the policy and to the pods of a cluster: exact for one replica.

#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include "adapters/kube_client/watch/pod_watch.h"
#include "adapters/quota_store/memory.h"
#include "adapters/quota_store/memory_team_quotas.h"
#include "app/reconcile/publish_team_quotas.h"
#include "app/reconcile/quota_confirmer.h"
#include "webhook/ledgers.h"

namespace tollgate::webhook {

class CountedLedgers final : public Ledgers {
 public:
  // Reservations end `reservation_ttl` after they were made, at the earliest. What all refer to outlives it.
  CountedLedgers(LedgerNeeds needs, std::chrono::seconds reservation_ttl, LedgerCluster cluster);
  ~CountedLedgers() override;

  QuotaStore& store() override { return store_; }
  std::vector<std::shared_ptr<const quota::Ledger>> all() override { return store_.all(); }
  void follow(const Published<policy::Site>& site) override;

  // Whether all pods were counted into all ledgers once.
  [[nodiscard]] bool ready() const override { return counted_; }
  [[nodiscard]] std::string_view ready_when() const override { return "pods counted"; }
  [[nodiscard]] std::shared_ptr<const quota::TeamQuota> team_quota(std::string_view team) const override {
    return team_quotas_.find(team);
  }
  [[nodiscard]] std::optional<std::chrono::nanoseconds> snapshot_age() const override;

 private:
  void confirm_forever(const std::stop_token& stop);
  void begin_counting();
  bool confirm_all();
  void show_team_quotas();

  LedgerNeeds needs_;
  LedgerCluster cluster_;
  quota_store::Memory store_;
  std::mutex following_;    // recounting and new limits belong together
  std::string counted_by_;  // digest of the policy the pods are charged by; empty: counting has not begun
  kube_client::PodWatch pods_;
  reconcile::QuotaConfirmer confirmer_;  // of the confirming thread
  std::set<std::string> in_trouble_;     // roots; of the confirming thread
  quota_store::MemoryTeamQuotas team_quotas_;
  reconcile::PublishTeamQuotas publish_;  // of the confirming thread
  std::chrono::nanoseconds shown_at_{0};  // of the confirming thread
  std::atomic<bool> counted_{false};
  std::mutex napping_;
  std::condition_variable_any nap_;
  std::jthread confirming_;
};

}  // namespace tollgate::webhook
