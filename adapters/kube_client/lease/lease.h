// A coordination.k8s.io/v1 Lease, as far as leader election needs it.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/model/instant.h"
#include "core/result.h"

namespace tollgate::kube_client {

struct LeaseRecord {
  std::string holder;  // empty: nobody
  std::int64_t duration_seconds = 0;
  std::string acquire_time;  // MicroTime texts, only ever compared
  std::string renew_time;
  std::int64_t transitions = 0;

  bool operator==(const LeaseRecord&) const = default;
};

struct Lease {
  LeaseRecord record;
  std::string resource_version;  // empty: to be created
};

Result<Lease> decode_lease(std::string_view json);
std::string encode_lease(const Lease& lease, std::string_view namespace_name, std::string_view name);

// 2026-11-02T10:00:00.000000Z
std::string micro_time(Instant at);

}  // namespace tollgate::kube_client
