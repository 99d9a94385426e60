// The claims to devices that exist, with what each is charged by itself, kept by a Watch. A part of PodWatch.

#pragma once

#include <cstdint>
#include <functional>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/kube_client/watch/watch.h"
#include "adapters/system/guarded.h"
#include "app/ports/clock.h"
#include "app/ports/log.h"
#include "core/model/resource_claim.h"
#include "core/policy/gpu/counted.h"
#include "core/quota/live_claims.h"

namespace tollgate::kube_client {

class ClaimFollower final : public WatchHandler {
 public:
  // By the policy now at work; called on the watch's thread.
  using ChargeOf = std::function<std::optional<policy::CountedCharge>(const model::ResourceClaim&)>;

  ClaimFollower(const Clock& clock, Log& log, ChargeOf charge_of) : clock_{clock}, log_{log}, charge_of_{std::move(charge_of)} {}

  // Thread-safe, like everything up to doubt(). As LiveClaims::add_to.
  [[nodiscard]] bool add_to(quota::Snapshot& snapshot, const quota::LivePods& pods, const quota::Ledger& ledger) const {
    return claims_.lock()->add_to(snapshot, pods, ledger);
  }
  [[nodiscard]] std::uint64_t revision() const { return claims_.lock()->revision(); }
  [[nodiscard]] bool listed() const { return claims_.lock()->listed(); }
  [[nodiscard]] bool went_back() const { return claims_.lock()->went_back(); }
  void doubt() { claims_.lock()->doubt(); }

  void list_begins() override { claims_.lock()->list_begins(); }
  void list_ends() override { claims_.lock()->list_ends(clock_.monotonic()); }
  void put(const Object& object) override;
  void removed(const Object& object) override { claims_.lock()->remove(object.stored.uid, clock_.monotonic()); }
  void reached(const std::string& resource_version) override { claims_.lock()->reached(resource_version); }

 private:
  const Clock& clock_;
  Log& log_;
  ChargeOf charge_of_;
  mutable system::Guarded<quota::LiveClaims> claims_;
  std::pmr::monotonic_buffer_resource memory_;  // of one claim's lists; the watch's thread only
};

// Whether a charge's name, "namespace/name", is a claim's; and its path.
bool is_claim(std::string_view name);
std::string claim_path(std::string_view name);

}  // namespace tollgate::kube_client
