#include "adapters/kube_client/watch/pod_watch.h"

#include <utility>

#include "adapters/kube_client/pod_reader.h"
#include "adapters/kube_codec/watched.h"
#include "core/policy/judging/ownership.h"

namespace tollgate::kube_client {
namespace {

constexpr std::string_view kPods = "/api/v1/pods";
constexpr std::string_view kClaims = "/apis/resource.k8s.io/v1/resourceclaims";

std::string workload_of(const model::Metadata& metadata) {
  const model::OwnerReference* owner = policy::controller_of(metadata);
  return owner == nullptr ? std::string{} : std::string{owner->name};
}

quota::LivePods::Covers covers_of(const policy::CountedCharge& counted, std::string extended_claim) {
  quota::LivePods::Covers covers{.claims = {}, .extended_claim = std::move(extended_claim)};
  for (const auto& [claim, gpus] : counted.claims) {
    for (const policy::ClaimedGpus& one : gpus) covers.claims[claim][one.resource] = one.amount;
  }
  return covers;
}

}  // namespace

PodWatch::PodWatch(Needs needs, ChargeOf charge_of, ClaimFollower::ChargeOf claim_charge_of, Watch::Settings settings)
    : needs_{needs},
      charge_of_{std::move(charge_of)},
      settings_{settings},
      heard_at_{needs.clock.monotonic()},
      claims_{needs.clock, needs.log, std::move(claim_charge_of)} {}

std::optional<quota::Snapshot> PodWatch::snapshot(const quota::Ledger& ledger) {
  const auto pods = pods_.lock();
  std::optional<quota::Snapshot> snapshot = pods->snapshot(ledger);
  if (!snapshot || !claims_.add_to(*snapshot, *pods, ledger)) return std::nullopt;
  return snapshot;
}

Result<bool> PodWatch::exists(const std::string& name, const std::string& uid) {
  const std::string path = is_claim(name) ? claim_path(name) : pod_path(name);
  const Result<std::string> found = needs_.api.get(path, {.at_most = std::chrono::seconds{5}});
  if (!found && found.error().code == ErrorCode::kNotFound) return false;
  if (!found) return found.error();
  Decoder decoder;
  const Object pod = TRY(decoder.object(*found));
  return pod.stored.uid == uid;
}

// Of a list's first page, however short, the server says at which version it was made.
Result<std::string> PodWatch::newest_version() {
  const std::string body =
      TRY(needs_.api.get(with_query(std::string{kPods}, "limit", "1"), {.at_most = std::chrono::seconds{5}}));
  Decoder decoder;
  return TRY(decoder.list(body)).resource_version;
}

void PodWatch::recount() {
  watch_.reset();
  claim_watch_.reset();
  pods_.lock()->doubt();
  claims_.doubt();
  watch_.emplace(needs_.api, std::string{kPods}, *this, needs_.log, settings_);
  Watch::Settings of_claims = settings_;
  of_claims.optional = true;
  claim_watch_.emplace(needs_.api, std::string{kClaims}, claims_, needs_.log, of_claims);
}

// What cannot be read is not seen either: a promise to it stays.
void PodWatch::put(const Object& object) {
  memory_.release();
  const Result<kube_codec::WatchedPod> watched = kube_codec::decode_pod(object.value, &memory_);
  const auto complain = [&](const Error& error) {
    needs_.log.warning("pod not counted",
                       {{"namespace", object.stored.namespace_name}, {"pod", object.stored.name}, {"error", error.message}});
  };
  if (!watched) return complain(watched.error());
  std::optional<quota::LivePods::Charged> charged;
  Result<std::optional<policy::CountedCharge>> counted = charge_of_(watched->pod);
  if (!counted && !watched->ended) return complain(counted.error());
  if (counted.ok() && *counted) {
    policy::CountedCharge& found = **counted;
    if (found.gate) found.gate->version = object.stored.resource_version;
    quota::LivePods::Covers covers = covers_of(found, watched->extended_claim);
    charged = {.root = std::move(found.root),
               .charge = std::move(found.charge),
               .workload = workload_of(watched->pod.metadata),
               .ends = watched->ends,
               .standing = std::move(found.standing),
               .gate = std::move(found.gate),
               .ended = watched->ended,
               .covers = std::move(covers)};
  }
  pods_.lock()->put(object.stored.uid, std::move(charged));
}

}  // namespace tollgate::kube_client
