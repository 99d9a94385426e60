#include "adapters/kube_client/watch/pod_watch.h"

#include <utility>

#include "adapters/kube_codec/watched.h"

namespace tollgate::kube_client {
namespace {

constexpr std::string_view kPods = "/api/v1/pods";

// "namespace/name" of a pod → its path.
std::string path_of(std::string_view name) {
  const std::size_t slash = name.find('/');
  return "/api/v1/namespaces/" + std::string{name.substr(0, slash)} + "/pods/" + std::string{name.substr(slash + 1)};
}

}  // namespace

PodWatch::PodWatch(Needs needs, ChargeOf charge_of, Watch::Settings settings)
    : needs_{needs}, charge_of_{std::move(charge_of)}, settings_{settings}, heard_at_{needs.clock.monotonic()} {}

std::optional<quota::Snapshot> PodWatch::snapshot(const quota::Ledger& ledger) { return pods_.lock()->snapshot(ledger); }

Result<bool> PodWatch::exists(const std::string& name, const std::string& uid) {
  const Result<std::string> found = needs_.api.get(path_of(name), {.at_most = std::chrono::seconds{5}});
  if (!found && found.error().code == ErrorCode::kNotFound) return false;
  if (!found) return found.error();
  Decoder decoder;
  const Object pod = TRY(decoder.object(*found));
  return pod.stored.uid == uid;
}

void PodWatch::recount() {
  watch_.reset();
  pods_.lock()->doubt();
  watch_.emplace(needs_.api, std::string{kPods}, *this, needs_.log, settings_);
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
  if (!watched->ended) {
    Result<std::optional<policy::CountedCharge>> counted = charge_of_(watched->pod);
    if (!counted) return complain(counted.error());
    if (*counted) charged = {std::move((*counted)->root), std::move((*counted)->charge)};
  }
  pods_.lock()->put(object.stored.uid, std::move(charged));
}

}  // namespace tollgate::kube_client
