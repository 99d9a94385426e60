#include "adapters/kube_client/lease/lease.h"

#include "adapters/json/parser.h"
#include "adapters/json/writer.h"

namespace tollgate::kube_client {

Result<Lease> decode_lease(std::string_view json) {
  json::Parser parser;
  const json::Value lease = TRY(parser.parse_copy(json));
  const json::Value spec = lease["spec"];
  Lease decoded;
  decoded.resource_version = lease["metadata"]["resourceVersion"].text();
  if (decoded.resource_version.empty()) return Error{ErrorCode::kInvalid, "a Lease without a resourceVersion"};
  decoded.record.holder = spec["holderIdentity"].text();
  decoded.record.duration_seconds = spec["leaseDurationSeconds"].integer().value_or(0);
  decoded.record.acquire_time = spec["acquireTime"].text();
  decoded.record.renew_time = spec["renewTime"].text();
  decoded.record.transitions = spec["leaseTransitions"].integer().value_or(0);
  return decoded;
}

std::string encode_lease(const Lease& lease, std::string_view namespace_name, std::string_view name) {
  const LeaseRecord& record = lease.record;
  json::Writer json;
  json.begin_object().field("apiVersion", "coordination.k8s.io/v1").field("kind", "Lease").key("metadata");
  json.begin_object().field("name", name).field("namespace", namespace_name);
  if (!lease.resource_version.empty()) json.field("resourceVersion", lease.resource_version);
  json.end_object().key("spec");
  json.begin_object().field("holderIdentity", record.holder).field("leaseDurationSeconds", record.duration_seconds);
  json.field("acquireTime", record.acquire_time).field("renewTime", record.renew_time);
  json.field("leaseTransitions", record.transitions).end_object().end_object();
  return std::move(json).take();
}

std::string micro_time(Instant at) {
  std::string text = to_rfc3339(at);
  text.insert(text.size() - 1, "000");
  return text;
}

}  // namespace tollgate::kube_client
