// The leader's loop of the quota ledgers: which there are, with which limits, what runs, and who of those that wait is let in.
//
// One for each term of leading: it claims every ledger before it writes anything, and gives up the term when somebody else has
// claimed one since, or when what it counted cannot be true any more.

#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <stop_token>
#include <string>

#include "adapters/kube_client/watch/pod_watch.h"
#include "app/ports/cluster_source.h"
#include "app/ports/leader_lock.h"
#include "app/ports/ledger_objects.h"
#include "app/ports/pod_gates.h"
#include "app/ports/quota_store.h"
#include "app/published.h"
#include "app/reconcile/lift_gates.h"
#include "app/reconcile/quota_confirmer.h"
#include "app/reconcile/reconcile_ledgers.h"
#include "controller/ledger_report.h"
#include "controller/loop.h"
#include "core/policy/site.h"

namespace tollgate::controller {

class LedgerLoop {
 public:
  // All of them outlive the loop.
  struct Parts {
    kube_client::Api& api;  // for the pods
    const Published<policy::Site>& site;
    const ClusterSource& cluster;
    QuotaStore& ledgers;
    LedgerObjects& objects;
    PodGates& gates;
    const LeaderLock& leader;
    const Clock& clock;
    Log& log;
    telemetry::Metrics& metrics;
  };
  struct Settings {
    std::chrono::seconds reservation_ttl{90};
    std::chrono::milliseconds interval{30'000};  // between looks at the limits that nothing else has caused
  };

  // How often it passes.
  static constexpr LoopTiming kTiming{.interval = std::chrono::milliseconds{200},
                                      .spacing = std::chrono::milliseconds{200},
                                      .first_pause = std::chrono::milliseconds{200},
                                      .last_pause = std::chrono::seconds{2}};

  // `give_up` ends the term; it is called from pass().
  LedgerLoop(Parts parts, Settings settings, std::function<void()> give_up);

  // Hears of each ledger that was just found or made true to the pods, from pass(). Before the first pass.
  void tell(reconcile::QuotaConfirmer::Listener listener) { confirmer_.tell(std::move(listener)); }

  // Which ledgers are ours, and by which epoch. For what tell() has told of.
  [[nodiscard]] const reconcile::QuotaConfirmer& confirmer() const { return confirmer_; }

  // Who holds what, for people. Thread-safe.
  PodHoldings& holdings() { return pods_; }

  Pass pass(const std::stop_token& stop);

 private:
  Result<void> claim_all();
  void follow_policy();
  [[nodiscard]] bool limits_are_due() const;
  bool put_limits_right();
  bool confirm_all(const std::stop_token& stop);
  bool let_in(const std::string& root);
  bool is_true(const std::string& root);
  Pass end_term(const std::string& why);

  Parts parts_;
  Settings settings_;
  std::function<void()> give_up_;
  LedgerReport report_;
  Published<policy::Site> counted_by_;  // the policy that the pods are charged by
  kube_client::PodWatch pods_;
  reconcile::QuotaConfirmer confirmer_;
  reconcile::ReconcileLedgers limits_;
  reconcile::LiftGates gates_;
  std::map<std::string, std::int64_t> generations_;  // of the ledgers as they were seen last, by root
  bool has_claimed_ = false;
  bool counts_ = false;
  bool has_ended_ = false;
  std::chrono::nanoseconds next_look_{0};  // at the limits
};

}  // namespace tollgate::controller
