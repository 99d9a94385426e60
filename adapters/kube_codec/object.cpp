#include "adapters/kube_codec/object.h"

#include <algorithm>

#include "adapters/kube_codec/decode.h"

namespace tollgate::kube_codec {
namespace {

using model::AdmissionRequest;
using model::Operation;
using model::Text;

// The context is only lent: what the request keeps of it is copied.
Text keep(Text text, Arena& arena) {
  if (text.empty()) return {};
  char* kept = static_cast<char*>(arena.lists()->allocate(text.size(), 1));
  std::ranges::copy(text, kept);
  return {kept, text.size()};
}

Text group_of(Text api_version) {
  const std::size_t slash = api_version.find('/');
  return slash == Text::npos ? Text{} : api_version.substr(0, slash);
}

Text resource_of(Text group, Text kind, Text subresource) {
  if (group.empty() && (kind == "Pod" || subresource == "binding")) return "pods";
  if (group.empty() && kind == "Namespace") return "namespaces";
  if (group.empty() && kind == "Binding") return "bindings";
  if (group == model::kDeviceGroup && kind == "ResourceClaim") return "resourceclaims";
  if (group == model::kDeviceGroup && kind == "ResourceClaimTemplate") return "resourceclaimtemplates";
  const auto* workload = model::find_workload_kind(group, kind);
  return workload == nullptr ? Text{} : workload->resource;
}

struct TypeAndName {
  Text api_version;
  Text kind;
  model::Metadata metadata;
};

constexpr Member<TypeAndName> kTypeAndName[] = {
    {"apiVersion", into_text<&TypeAndName::api_version>},
    {"kind", into_text<&TypeAndName::kind>},
    {"metadata", [](const Cursor& at, TypeAndName& object) { read_metadata(at, object.metadata); }},
};

void identify(AdmissionRequest& request, const TypeAndName& object, const ObjectContext& context, Arena& arena) {
  request.group = group_of(object.api_version);
  request.kind = object.kind;
  request.resource = resource_of(request.group, request.kind, context.subresource);
  request.name = object.metadata.name;
  request.namespace_name = object.metadata.namespace_name;
  if (request.resource == "namespaces") request.namespace_name = request.name;
  if (request.namespace_name.empty()) request.namespace_name = keep(context.default_namespace, arena);
}

void describe_caller(AdmissionRequest& request, const ObjectContext& context, Arena& arena) {
  request.uid = keep(context.uid, arena);
  request.operation = context.operation;
  request.subresource = keep(context.subresource, arena);
  request.caller.username = keep(context.user, arena);
  for (const std::string& group : context.groups) request.caller.groups.push_back(keep(group, arena));
}

void fill_requests(model::Container& container, Arena& arena) {
  if (container.kind == model::ContainerKind::kEphemeral || !container.limits) return;
  if (!container.requests) container.requests.emplace(arena.lists());
  for (const model::ResourceAmount& limit : *container.limits) {
    const auto same = [&](const model::ResourceAmount& request) { return request.resource == limit.resource; };
    if (std::ranges::any_of(*container.requests, same)) continue;
    container.requests->push_back({.resource = limit.resource, .quantity = limit.quantity, .implied = true});
  }
}

void fill_defaults(model::Object& object, Text namespace_name, Arena& arena) {
  if (auto* pod = std::get_if<model::Pod>(&object)) {
    if (pod->metadata.namespace_name.empty()) pod->metadata.namespace_name = namespace_name;
    for (model::Container& container : pod->containers) fill_requests(container, arena);
  }
  if (auto* claim = std::get_if<model::ResourceClaim>(&object)) {
    if (claim->bearer.metadata.namespace_name.empty()) claim->bearer.metadata.namespace_name = namespace_name;
  }
  if (auto* workload = std::get_if<model::Workload>(&object)) {
    if (workload->metadata.namespace_name.empty()) workload->metadata.namespace_name = namespace_name;
  }
}

DecodedReview decode_plain(const json::Value& object, const ObjectContext& context, Arena& arena) {
  Reading reading{.memory = arena.lists()};
  TypeAndName found;
  const Cursor at{reading, "", object};
  if (object.is_null()) at.wrong("expected an object, got null");
  read_object(at, kTypeAndName, found);
  if (found.kind.empty()) at.wrong("kind: missing");
  if (found.kind.ends_with("List")) at.wrong("kind: a list is no object, its items come one by one");
  if (reading.mistake) return UnreadableObject{std::string{context.uid}, *std::move(reading.mistake)};

  json::Value old_object;
  if (!context.old_object.empty()) {
    const auto parsed = arena.second_parser().parse_copy(context.old_object);
    if (!parsed) return UnreadableObject{std::string{context.uid}, "oldObject: " + parsed.error().message};
    old_object = *parsed;
  }
  AdmissionRequest request{arena.lists()};
  describe_caller(request, context, arena);
  identify(request, found, context, arena);
  const bool deletes = context.operation == Operation::kDelete;
  auto decoded = with_objects(std::move(request), deletes ? json::Value{} : object, deletes ? object : old_object, arena);
  if (auto* readable = std::get_if<AdmissionRequest>(&decoded)) {
    fill_defaults(readable->object, readable->namespace_name, arena);
    fill_defaults(readable->old_object, readable->namespace_name, arena);
  }
  return decoded;
}

}  // namespace

DecodedText decode_text(std::string_view text, const ObjectContext& context, Arena& arena) {
  arena.reset();
  const auto document = arena.parser().parse_copy(text);
  if (!document) return {.decoded = UnreadableReview{document.error().message}};
  const bool is_review = (*document)["kind"].text() == "AdmissionReview";
  return {is_review, is_review ? decode_review_value(*document, arena) : decode_plain(*document, context, arena)};
}

}  // namespace tollgate::kube_codec
