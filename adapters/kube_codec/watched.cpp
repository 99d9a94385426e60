#include "adapters/kube_codec/watched.h"

#include <cstdint>

#include "adapters/kube_codec/readers.h"

namespace tollgate::kube_codec {
namespace {

constexpr Member<StoredObject> kStoredMetadata[] = {
    {"name", into_string<&StoredObject::name>},
    {"namespace", into_string<&StoredObject::namespace_name>},
    {"uid", into_string<&StoredObject::uid>},
    {"resourceVersion", into_string<&StoredObject::resource_version>},
    {"deletionTimestamp", [](const Cursor& at, StoredObject& object) { object.deleting = !at.text().empty(); }},
};

constexpr Member<StoredObject> kStored[] = {
    {"metadata", [](const Cursor& at, StoredObject& object) { read_object(at, kStoredMetadata, object); }},
};

void read_labels(const Cursor& at, policy::NamespaceView& view) {
  if (!at.is_object()) return;
  for (const json::Field& field : at.value().fields()) {
    const Cursor label{at, field.key, field.value};
    if (!view.labels.emplace(field.key, label.text()).second) label.wrong("stands here twice");
  }
}

constexpr Member<policy::NamespaceView> kNamespaceMetadata[] = {
    {"name", into_string<&policy::NamespaceView::name>},
    {"labels", read_labels},
    {"deletionTimestamp", [](const Cursor& at, policy::NamespaceView& view) { view.deleting = !at.text().empty(); }},
};

constexpr Member<policy::NamespaceView> kNamespace[] = {
    {"metadata", [](const Cursor& at, policy::NamespaceView& view) { read_object(at, kNamespaceMetadata, view); }},
};

constexpr Member<policy::PriorityClassView> kPriorityClassMetadata[] = {
    {"name", into_string<&policy::PriorityClassView::name>},
};

void read_value(const Cursor& at, policy::PriorityClassView& view) {
  const auto value = at.integer().value_or(0);
  if (value < INT32_MIN || value > INT32_MAX) return at.wrong("not a 32-bit integer");
  view.value = static_cast<int>(value);
}

void read_preemption_policy(const Cursor& at, policy::PriorityClassView& view) {
  const bool never = at.text() == name_of(policy::PreemptionPolicy::kNever);
  view.preemption_policy = never ? policy::PreemptionPolicy::kNever : policy::PreemptionPolicy::kPreemptLowerPriority;
}

constexpr Member<policy::PriorityClassView> kPriorityClass[] = {
    {"metadata", [](const Cursor& at, policy::PriorityClassView& view) { read_object(at, kPriorityClassMetadata, view); }},
    {"value", read_value},
    {"preemptionPolicy", read_preemption_policy},
    {"globalDefault", [](const Cursor& at, policy::PriorityClassView& view) { view.global_default = at.flag().value_or(false); }},
};

constexpr Member<policy::ClaimTemplateView> kClaimTemplateMetadata[] = {
    {"name", into_string<&policy::ClaimTemplateView::name>},
    {"namespace", into_string<&policy::ClaimTemplateView::namespace_name>},
};

constexpr Member<policy::ClaimTemplateView> kClaimTemplateSpec[] = {
    {"spec", [](const Cursor& at, policy::ClaimTemplateView& view) { read_device_requests(at, view.requests); }},
};

constexpr Member<policy::ClaimTemplateView> kClaimTemplate[] = {
    {"metadata", [](const Cursor& at, policy::ClaimTemplateView& view) { read_object(at, kClaimTemplateMetadata, view); }},
    {"spec", [](const Cursor& at, policy::ClaimTemplateView& view) { read_object(at, kClaimTemplateSpec, view); }},
};

// A deadline counts from the moment a node has taken the pod. One that cannot be read is none: nothing is decided by it.
std::optional<Instant> end_of(const json::Value& pod) {
  const auto seconds = pod["spec"]["activeDeadlineSeconds"].integer();
  if (!seconds || *seconds < 0 || *seconds > INT32_MAX) return std::nullopt;
  const Result<Instant> started = instant_from_rfc3339(pod["status"]["startTime"].text());
  return started ? std::optional{*started + std::chrono::seconds{*seconds}} : std::nullopt;
}

template <class T, std::size_t N>
Result<T> decode(const json::Value& object, const Member<T> (&members)[N]) {
  Reading reading;
  T found;
  const Cursor at{reading, "", object};
  read_object(at, members, found);
  if (found.name.empty()) at.wrong("metadata.name: missing");
  if (reading.mistake) return Error{ErrorCode::kInvalid, *std::move(reading.mistake)};
  return found;
}

}  // namespace

Result<StoredObject> decode_stored(const json::Value& object) { return decode(object, kStored); }
Result<policy::NamespaceView> decode_namespace(const json::Value& object) { return decode(object, kNamespace); }
Result<policy::PriorityClassView> decode_priority_class(const json::Value& object) { return decode(object, kPriorityClass); }
Result<policy::ClaimTemplateView> decode_claim_template(const json::Value& object) { return decode(object, kClaimTemplate); }

Result<WatchedPod> decode_pod(const json::Value& object, std::pmr::memory_resource* memory) {
  Reading reading{.memory = memory};
  WatchedPod found{.pod = model::Pod{memory}};
  read_pod(Cursor{reading, "", object}, found.pod);
  if (reading.mistake) return Error{ErrorCode::kInvalid, *std::move(reading.mistake)};
  const std::string_view phase = object["status"]["phase"].text();
  found.ended = phase == "Succeeded" || phase == "Failed";
  found.ends = end_of(object);
  found.extended_claim = object["status"]["extendedResourceClaimStatus"]["resourceClaimName"].text();
  return found;
}

Result<model::ResourceClaim> decode_claim(const json::Value& object, std::pmr::memory_resource* memory) {
  Reading reading{.memory = memory};
  model::ResourceClaim claim{memory};
  read_claim(Cursor{reading, "", object}, claim);
  if (reading.mistake) return Error{ErrorCode::kInvalid, *std::move(reading.mistake)};
  return claim;
}

}  // namespace tollgate::kube_codec
