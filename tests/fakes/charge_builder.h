// A small language for charges: what pods would hold.

#pragma once

#include <atomic>
#include <string>
#include <utility>

#include "core/quota/admit.h"
#include "core/quota/waiting.h"

namespace tollgate::fakes {

// A pod that asks for GPUs, of alice, for training, in pool kube, with a uid and a name of its own.
class ChargeBuilder {
 public:
  ChargeBuilder() {
    static std::atomic<int> count{0};
    const std::string number = std::to_string(++count);
    charge_.uid = "uid-" + number;
    charge_.name = "ns/pod-" + number;
    charge_.cells.push_back({{"", "alice", "training", "normal", "kube", "nvidia.com/gpu"}, 1});
  }
  ChargeBuilder of(std::string team) && {
    return std::move(*this).key([&](quota::CellKey& key) { key.team = std::move(team); });
  }
  ChargeBuilder by(std::string user) && {
    return std::move(*this).key([&](quota::CellKey& key) { key.user = std::move(user); });
  }
  ChargeBuilder job_type(std::string type) && {
    return std::move(*this).key([&](quota::CellKey& key) { key.job_type = std::move(type); });
  }
  ChargeBuilder pool(std::string pool) && {
    return std::move(*this).key([&](quota::CellKey& key) { key.pool = std::move(pool); });
  }
  ChargeBuilder gpus(std::int64_t amount) && { return std::move(*this).amount("nvidia.com/gpu", amount); }
  ChargeBuilder migs(std::int64_t amount) && { return std::move(*this).amount("nvidia.com/mig-1g.10gb", amount); }
  ChargeBuilder named(std::string name) && {
    charge_.name = std::move(name);
    return std::move(*this);
  }
  ChargeBuilder owned_by(std::string owner) && {
    charge_.owner = std::move(owner);
    return std::move(*this);
  }
  // NOLINTBEGIN(google-explicit-constructor): it reads as the charge
  operator quota::Charge() const { return charge_; }
  operator quota::Waiter() const { return {charge_}; }
  // NOLINTEND(google-explicit-constructor)
  [[nodiscard]] quota::Waiter unlimited() const { return {charge_, false}; }

 private:
  template <class Change>
  ChargeBuilder key(Change change) && {
    change(charge_.cells.front().key);
    return std::move(*this);
  }
  ChargeBuilder amount(std::string resource, std::int64_t amount) && {
    charge_.cells.front().key.resource = std::move(resource);
    charge_.cells.front().amount = amount;
    return std::move(*this);
  }

  quota::Charge charge_;
};

inline ChargeBuilder a_pod_charge() { return {}; }

// A pod with such a charge behind our gate; each is younger than the one before.
class WaitingBuilder {
 public:
  explicit WaitingBuilder(quota::Charge charge) {
    static std::atomic<int> count{1000};
    pod_.charge = std::move(charge);
    pod_.standing.since = "2026-11-22T10:00:00Z" + std::to_string(++count);
    pod_.gate.version = "1";
  }
  WaitingBuilder tier(std::int64_t value) && {
    pod_.standing.tier = value;
    return std::move(*this);
  }
  WaitingBuilder in_gang(std::string gang, std::int64_t size) && {
    pod_.standing.gang = std::move(gang);
    pod_.standing.gang_size = size;
    return std::move(*this);
  }
  // NOLINTNEXTLINE(google-explicit-constructor): it reads as the pod
  operator quota::WaitingPod() const { return pod_; }

 private:
  quota::WaitingPod pod_;
};

inline WaitingBuilder waiting(quota::Charge charge) { return WaitingBuilder{std::move(charge)}; }

}  // namespace tollgate::fakes
