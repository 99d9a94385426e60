#include "adapters/kube_codec/review.h"

#include "adapters/kube_codec/decode.h"
#include "adapters/kube_codec/maps.h"

namespace tollgate::kube_codec {
namespace {

using model::AdmissionRequest;
using model::Caller;
using model::Operation;

struct Envelope {
  AdmissionRequest& request;
  std::optional<Operation> operation;
  json::Value object;
  json::Value old_object;
};

constexpr Member<Caller> kUserInfo[] = {
    {"username", into_text<&Caller::username>},
    {"uid", into_text<&Caller::uid>},
    {"groups", [](const Cursor& at, Caller& caller) { read_text_list(at, caller.groups); }},
};

constexpr Member<AdmissionRequest> kKind[] = {
    {"group", into_text<&AdmissionRequest::group>},
    {"kind", into_text<&AdmissionRequest::kind>},
};

constexpr Member<AdmissionRequest> kResource[] = {
    {"resource", into_text<&AdmissionRequest::resource>},
};

template <auto kField>
void into_request_text(const Cursor& at, Envelope& envelope) {
  into_text<kField>(at, envelope.request);
}

void read_operation(const Cursor& at, Envelope& envelope) {
  const model::Text written = at.text();
  for (const Operation operation : {Operation::kCreate, Operation::kUpdate, Operation::kDelete, Operation::kConnect}) {
    if (model::name_of(operation) == written) envelope.operation = operation;
  }
  if (!envelope.operation) at.wrong("not an operation");
}

constexpr Member<Envelope> kRequest[] = {
    {"uid", into_request_text<&AdmissionRequest::uid>},
    {"kind", [](const Cursor& at, Envelope& envelope) { read_object(at, kKind, envelope.request); }},
    {"resource", [](const Cursor& at, Envelope& envelope) { read_object(at, kResource, envelope.request); }},
    {"subResource", into_request_text<&AdmissionRequest::subresource>},
    {"name", into_request_text<&AdmissionRequest::name>},
    {"namespace", into_request_text<&AdmissionRequest::namespace_name>},
    {"operation", read_operation},
    {"userInfo", [](const Cursor& at, Envelope& envelope) { read_object(at, kUserInfo, envelope.request.caller); }},
    {"object", [](const Cursor& at, Envelope& envelope) { envelope.object = at.value(); }},
    {"oldObject", [](const Cursor& at, Envelope& envelope) { envelope.old_object = at.value(); }},
    {"dryRun", [](const Cursor& at, Envelope& envelope) { envelope.request.dry_run = at.flag().value_or(false); }},
};

struct Review {
  model::Text api_version;
  model::Text kind;
  Envelope envelope;
};

constexpr Member<Review> kReview[] = {
    {"apiVersion", into_text<&Review::api_version>},
    {"kind", into_text<&Review::kind>},
    {"request", [](const Cursor& at, Review& review) { read_object(at, kRequest, review.envelope); }},
};

std::optional<std::string> missing_part(const Review& review) {
  if (review.kind != "AdmissionReview") return "kind: expected AdmissionReview";
  if (review.api_version != "admission.k8s.io/v1") return "apiVersion: expected admission.k8s.io/v1";
  if (review.envelope.request.uid.empty()) return "request.uid: missing";
  if (review.envelope.request.kind.empty()) return "request.kind.kind: missing";
  if (!review.envelope.operation) return "request.operation: missing";
  return std::nullopt;
}

}  // namespace

DecodedReview decode_review(json::Padded body, Arena& arena) {
  arena.reset();
  const auto document = arena.parser().parse(body);
  if (!document) return UnreadableReview{document.error().message};
  return decode_review_value(*document, arena);
}

DecodedReview decode_review_value(const json::Value& document, Arena& arena) {
  AdmissionRequest request{arena.lists()};
  Review review{.envelope = {.request = request}};
  Reading reading{.memory = arena.lists()};
  const Cursor root{reading, "", document};
  if (document.is_null()) root.wrong("expected an object, got null");
  read_object(root, kReview, review);
  if (reading.mistake) return UnreadableReview{*std::move(reading.mistake)};
  if (auto missing = missing_part(review)) return UnreadableReview{*std::move(missing)};
  request.operation = *review.envelope.operation;
  return with_objects(std::move(request), review.envelope.object, review.envelope.old_object, arena);
}

DecodedReview with_objects(AdmissionRequest request, const json::Value& object, const json::Value& old_object, Arena& arena) {
  // A workload's status and scale are no door to its templates.
  const bool is_workload = model::find_workload_kind(request.group, request.kind) != nullptr;
  const bool judged = is_judged(request.group, request.kind) && (!is_workload || request.subresource.empty());
  if (!judged || request.operation == Operation::kConnect) return request;

  Reading reading{.memory = arena.lists()};
  const Cursor at{reading, "", object};
  const Cursor old_at{reading, "oldObject", old_object};
  const bool writes = request.operation == Operation::kCreate || request.operation == Operation::kUpdate;
  if (writes && object.is_null()) at.wrong("object: missing");
  if (request.operation == Operation::kUpdate && old_object.is_null()) old_at.wrong("missing");
  if (!object.is_null() && at.is_object()) request.object = read_judged(at, request.group, request.kind);
  if (!old_object.is_null() && old_at.is_object()) request.old_object = read_judged(old_at, request.group, request.kind);
  if (reading.mistake) return UnreadableObject{std::string{request.uid}, *std::move(reading.mistake)};
  return request;
}

}  // namespace tollgate::kube_codec
