#include "adapters/kube_codec/readers.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace tollgate::kube_codec {
namespace {

using model::PodTemplate;
using model::Text;
using model::Workload;

constexpr Member<Workload> kWorkload[] = {
    {"metadata", [](const Cursor& at, Workload& workload) { read_metadata(at, workload.metadata); }},
};

struct OnlyMetadata {
  model::Metadata metadata;
};

constexpr Member<OnlyMetadata> kOnlyMetadata[] = {
    {"metadata", [](const Cursor& at, OnlyMetadata& object) { read_metadata(at, object.metadata); }},
};

model::Metadata metadata_of(const Cursor& at) {
  OnlyMetadata object;
  object.metadata.present = false;
  read_object(at, kOnlyMetadata, object);
  return std::move(object.metadata);
}

// The one member of that name. None, or more than one, is a mistake.
json::Value required_member(const Cursor& at, Text key) {
  json::Value found;
  if (!at.is_object()) return found;
  std::size_t times = 0;
  for (const json::Field& field : at.value().fields()) {
    if (field.key != key) continue;
    if (++times == 1) found = field.value;
  }
  const Cursor member{at, key, found};
  if (times > 1) member.wrong("stands here twice");
  if (found.is_null()) member.wrong("missing");
  return found;
}

// `path` is what is left of the JSON Pointer to the template.
void read_template(const Cursor& at, Text path, Workload& workload) {
  if (path.empty()) {
    PodTemplate& found = workload.templates.emplace_back(PodTemplate{workload.kind->template_path, model::Pod{at.memory()}});
    return read_pod(at, found.pod);
  }
  path.remove_prefix(1);
  const Text key = path.substr(0, path.find('/'));
  const json::Value next = required_member(at, key);
  if (!next.is_null()) read_template(Cursor{at, key, next}, path.substr(key.size()), workload);
}

// What stands at the JSON Pointer; null when nothing does.
json::Value at_pointer(json::Value value, Text path) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const Text key = path.substr(0, path.find('/'));
    value = value[key];
    path.remove_prefix(key.size());
  }
  return value;
}

std::optional<std::int64_t> number_at(const Cursor& at, Text path) {
  if (path.empty()) return std::nullopt;
  return Cursor{at, path.substr(1), at_pointer(at.value(), path)}.integer();
}

void read_count(const Cursor& at, const model::PodCount& count, Workload& workload) {
  if (count.path.empty()) return;
  workload.pods = std::max<std::int64_t>(0, number_at(at, count.path).value_or(1));
  if (const auto most = number_at(at, count.most)) workload.pods = std::clamp<std::int64_t>(*most, 0, *workload.pods);
  workload.together =
      count.together || (!count.parallel_when.empty() && at_pointer(at.value(), count.parallel_when).text() == "Parallel");
}

}  // namespace

void read_workload(const Cursor& at, Workload& workload) {
  workload.metadata.present = false;
  read_object(at, kWorkload, workload);
  read_template(at, workload.kind->template_path, workload);
  read_count(at, workload.kind->pods, workload);
}

bool is_judged(Text group, Text kind) {
  if (group == model::kDeviceGroup) return kind == "ResourceClaim" || kind == "ResourceClaimTemplate";
  if (group.empty() && (kind == "Pod" || kind == "Namespace" || kind == "Binding")) return true;
  return model::find_workload_kind(group, kind) != nullptr;
}

model::Object read_judged(const Cursor& at, Text group, Text kind) {
  if (group.empty() && (kind == "Pod" || kind == "Binding")) {
    model::Pod pod{at.memory()};
    read_pod(at, pod);
    return pod;
  }
  if (group.empty() && kind == "Namespace") return model::NamespaceObject{metadata_of(at)};
  if (group == model::kDeviceGroup) {
    model::ResourceClaim claim{at.memory()};
    if (kind == "ResourceClaim") read_claim(at, claim);
    if (kind != "ResourceClaim") read_claim_template(at, claim);
    return claim;
  }
  if (const auto* workload_kind = model::find_workload_kind(group, kind)) {
    model::Workload workload{at.memory()};
    workload.kind = workload_kind;
    read_workload(at, workload);
    return workload;
  }
  return std::monostate{};
}

}  // namespace tollgate::kube_codec
