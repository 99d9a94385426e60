#include "adapters/kube_client/gate_keeper.h"

#include <utility>

#include "adapters/json/writer.h"
#include "adapters/kube_client/outcome.h"
#include "adapters/kube_client/pod_reader.h"
#include "core/policy/gpu/queueing.h"

namespace tollgate::kube_client {
namespace {

constexpr std::string_view kWaitingPath = "/metadata/annotations/tollgate.dev~1waiting";

void test(json::Writer& json, std::string_view path, std::string_view value) {
  json.begin_object().field("op", "test").field("path", path).field("value", value).end_object();
}

void remove(json::Writer& json, std::string_view path) {
  json.begin_object().field("op", "remove").field("path", path).end_object();
}

}  // namespace

Result<void> GateKeeper::lift(const quota::WaitingPod& pod) {
  const std::string gate = "/spec/schedulingGates/" + std::to_string(pod.gate.index);
  json::Writer json;
  json.begin_array();
  test(json, "/metadata/uid", pod.charge.uid);
  test(json, "/metadata/resourceVersion", pod.gate.version);
  test(json, gate + "/name", policy::kQuotaGate);
  remove(json, gate);
  if (!pod.gate.said.empty()) remove(json, kWaitingPath);
  json.end_array();
  return outcome_of_test(api_.json_patch(pod_path(pod.charge.name), std::move(json).take(), {.at_most = at_most_, .stop = {}}));
}

Result<void> GateKeeper::say(const quota::WaitingPod& pod, const std::string& text) {
  json::Writer json;
  json.begin_object().key("metadata").begin_object().field("uid", pod.charge.uid).key("annotations");
  json.begin_object().field(policy::kWaitingAnnotation, text).end_object().end_object().end_object();
  return outcome_of_test(api_.merge_patch(pod_path(pod.charge.name), std::move(json).take(), {.at_most = at_most_, .stop = {}}));
}

}  // namespace tollgate::kube_client
