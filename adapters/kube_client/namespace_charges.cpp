#include "adapters/kube_client/namespace_charges.h"

#include <algorithm>
#include <memory_resource>

#include "adapters/kube_codec/watched.h"

namespace tollgate::kube_client {
namespace {

bool is_of(const quota::Charge& charge, const std::string& team) { return charge.cells.front().key.team == team; }

}  // namespace

Result<int> NamespaceCharges::count(const std::string& namespace_name, const std::string& team) {
  const int running = TRY(pods(namespace_name, team));
  return running + TRY(promises(namespace_name, team));
}

// A pod that cannot be read is counted: it may hold anything.
Result<int> NamespaceCharges::pods(const std::string& namespace_name, const std::string& team) {
  int count = 0;
  const auto take = [&](const Object& object) {
    std::pmr::monotonic_buffer_resource memory;
    const auto watched = kube_codec::decode_pod(object.value, &memory);
    if (watched && watched->ended) return;
    const auto charged = watched ? charge_of_(watched->pod) : watched.error();
    if (!charged || (*charged && is_of((*charged)->charge, team))) ++count;
  };
  TRY(api_.list("/api/v1/namespaces/" + namespace_name + "/pods", take, {.at_most = std::chrono::seconds{10}, .stop = {}}));
  return count;
}

Result<int> NamespaceCharges::promises(const std::string& namespace_name, const std::string& team) {
  const auto observed = ledgers_.list();
  if (!observed && observed.error().code == ErrorCode::kNotFound) return 0;
  if (!observed) return observed.error();
  int count = 0;
  for (const reconcile::ObservedLedger& seen : *observed) {
    count += static_cast<int>(std::ranges::count_if(seen.ledger.status.reservations, [&](const quota::Reservation& reservation) {
      return reservation.charge.name.starts_with(namespace_name + "/") && is_of(reservation.charge, team);
    }));
  }
  return count;
}

}  // namespace tollgate::kube_client
