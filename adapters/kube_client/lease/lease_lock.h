// LeaderLock over a Lease, by the rules of Kubernetes' own leader election.
//
// Only the local time at which a record was seen to change counts, never the times inside it: clocks may be apart, though not
// run at different speeds. Renewals that fail for `renew_deadline` end the term, well before `lease_duration` lets others in.

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <stop_token>
#include <string>

#include "adapters/kube_client/api.h"
#include "adapters/kube_client/backoff.h"
#include "adapters/kube_client/lease/lease.h"
#include "app/ports/clock.h"
#include "app/ports/leader_lock.h"
#include "app/ports/log.h"

namespace tollgate::kube_client {

class LeaseLock final : public LeaderLock {
 public:
  struct Settings {
    std::string namespace_name = "tollgate-system";
    std::string name = "tollgate-controller";
    std::string identity;  // unique to this start of the process: see new_identity()
    // lease_duration > renew_deadline > 1.2 * retry_period
    std::chrono::seconds lease_duration{15};
    std::chrono::milliseconds renew_deadline{10'000};
    std::chrono::milliseconds retry_period{2000};
    std::uint64_t seed = random_seed();
  };

  // All referred to outlive it. lead() is for one thread.
  LeaseLock(Api& api, const Clock& clock, Log& log, Settings settings);

  void lead(std::stop_token stop, const Work& work) override;
  bool is_leading() const override;

  // Host name and a random part.
  static std::string new_identity();

 private:
  using Monotonic = std::chrono::nanoseconds;

  Result<bool> try_to_hold(const std::stop_token& stop);
  Result<void> write(LeaseRecord record, const std::stop_token& stop);
  void observe(const Lease& lease, Monotonic now);
  [[nodiscard]] bool may_take(Monotonic now) const;
  [[nodiscard]] LeaseRecord mine() const;
  [[nodiscard]] LeaseRecord nobodys() const;
  [[nodiscard]] std::string path() const;
  [[nodiscard]] std::chrono::milliseconds time_left() const;
  [[nodiscard]] Patience patience(const std::stop_token& stop) const;

  bool campaign(const std::stop_token& stop);
  void serve_term(const std::stop_token& stop, const Work& work);
  void renew_until_lost(const std::stop_token& stop);
  void give_up();
  Result<void> give_up_unseen_renewal();

  Api& api_;
  const Clock& clock_;
  Log& log_;
  Settings settings_;
  std::mt19937_64 random_;
  std::optional<Lease> observed_;
  Monotonic observed_at_{0};              // when the record was seen to change
  std::atomic<std::int64_t> held_until_;  // on the monotonic clock, in nanoseconds: the end of what was surely won
};

}  // namespace tollgate::kube_client
