#include "adapters/kube_codec/patch.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "adapters/json/writer.h"
#include "core/overloaded.h"

namespace tollgate::kube_codec {
namespace {

using model::Pod;
using policy::SetAnnotation;
using policy::SetLabel;

// A reference token of a JSON Pointer.
std::string escaped(std::string_view key) {
  std::string token;
  for (const char c : key) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

// The operations so far.
class Patch {
 public:
  Patch() { json_.begin_array(); }

  // Call `json()` for the value, then end().
  Patch& begin(std::string_view operation, std::string_view path) {
    json_.begin_object().field("op", operation).field("path", path).key("value");
    empty_ = false;
    return *this;
  }
  json::Writer& json() { return json_; }
  void move(std::string_view from, std::string_view path) {
    json_.begin_object().field("op", "move").field("from", from).field("path", path).end_object();
    empty_ = false;
  }
  void end() { json_.end_object(); }

  std::string take() && {
    if (empty_) return {};
    json_.end_array();
    return std::move(json_).take();
  }

 private:
  json::Writer json_;
  bool empty_ = true;
};

// A pod in the object, and where it begins.
struct Target {
  std::string_view base;
  const Pod* pod;
};

std::vector<Target> targets_of(const model::Object& object) {
  std::vector<Target> targets;
  if (const auto* pod = std::get_if<Pod>(&object)) targets.push_back({"", pod});
  if (const auto* claim = std::get_if<model::ResourceClaim>(&object)) targets.push_back({"", &claim->bearer});
  if (const auto* workload = std::get_if<model::Workload>(&object)) {
    for (const model::PodTemplate& one : workload->templates) targets.push_back({one.base, &one.pod});
  }
  return targets;
}

// The entries of a map to be written: last value per key, without those that are there, in order of first mention.
template <class Edit>
std::vector<const Edit*> entries_to_write(const Target& target, std::span<const policy::PlacedEdit> edits,
                                          const std::optional<model::TextMap>& map) {
  std::vector<const Edit*> entries;
  for (const policy::PlacedEdit& placed : edits) {
    const auto* entry = std::get_if<Edit>(&placed.edit);
    if (entry == nullptr || placed.base != target.base) continue;
    const auto same_key = std::ranges::find(entries, entry->key, &Edit::key);
    if (same_key == entries.end()) {
      entries.push_back(entry);
    } else {
      *same_key = entry;
    }
  }
  std::erase_if(entries, [&](const Edit* entry) { return model::find(map, entry->key) == entry->value; });
  return entries;
}

template <class Edit>
void write_object(json::Writer& json, const std::vector<const Edit*>& entries) {
  json.begin_object();
  for (const Edit* entry : entries) json.field(entry->key, entry->value);
  json.end_object();
}

// `field` of the metadata is `map`. Metadata that is not there yet is there afterwards.
template <class Edit>
void patch_map(Patch& patch, const Target& target, std::span<const policy::PlacedEdit> edits, std::string_view field,
               const std::optional<model::TextMap>& map, bool& has_metadata) {
  const auto entries = entries_to_write<Edit>(target, edits, map);
  if (entries.empty()) return;
  if (!std::exchange(has_metadata, true)) {
    patch.begin("add", fmt::format("{}/metadata", target.base)).json().begin_object().key(field);
    write_object(patch.json(), entries);
    patch.json().end_object();
    return patch.end();
  }
  if (!map) {
    write_object(patch.begin("add", fmt::format("{}/metadata/{}", target.base, field)).json(), entries);
    return patch.end();
  }
  for (const Edit* entry : entries) {
    const auto path = fmt::format("{}/metadata/{}/{}", target.base, field, escaped(entry->key));
    patch.begin(model::find(map, entry->key) ? "replace" : "add", path).json().text(entry->value);
    patch.end();
  }
}

void patch_metadata(Patch& patch, const Target& target, std::span<const policy::PlacedEdit> edits) {
  const model::Metadata& metadata = target.pod->metadata;
  bool has_metadata = metadata.present;
  patch_map<SetLabel>(patch, target, edits, "labels", metadata.labels, has_metadata);
  patch_map<SetAnnotation>(patch, target, edits, "annotations", metadata.annotations, has_metadata);
}

void add_gate(Patch& patch, const Target& target, const policy::AddSchedulingGate& edit) {
  const auto& gates = target.pod->scheduling_gates;
  if (gates && std::ranges::find(*gates, edit.name) != gates->end()) return;
  json::Writer& json = patch.begin("add", fmt::format("{}/spec/schedulingGates{}", target.base, gates ? "/-" : "")).json();
  if (!gates) json.begin_array();
  json.begin_object().field("name", edit.name).end_object();
  if (!gates) json.end_array();
  patch.end();
}

// It is written there, not implied.
bool asks_for(const std::optional<model::List<model::ResourceAmount>>& amounts, std::string_view resource) {
  return amounts && std::ranges::any_of(*amounts, [&](const model::ResourceAmount& amount) {
           return amount.resource == resource && !amount.implied;
         });
}

void rename_resource(Patch& patch, const Target& target, const policy::RenameResource& edit) {
  for (const model::Container& container : target.pod->containers) {
    if (container.kind != edit.kind || container.name != edit.container) continue;
    const auto rename = [&](const auto& amounts, std::string_view list) {
      if (!asks_for(amounts, edit.from) || asks_for(amounts, edit.to)) return;
      const auto path =
          fmt::format("{}/spec/{}/{}/resources/{}/", target.base, model::list_name(edit.kind), container.index, list);
      patch.move(path + escaped(edit.from), path + escaped(edit.to));
    };
    rename(container.requests, "requests");
    rename(container.limits, "limits");
  }
}

void set_priority(Patch& patch, const Target& target, const policy::SetPriority& edit) {
  const Pod& pod = *target.pod;
  const auto path = [&](std::string_view field) { return fmt::format("{}/spec/{}", target.base, field); };
  const auto put_text = [&](std::string_view field, std::string_view present, std::string_view value) {
    if (present == value || value.empty()) return;
    patch.begin("add", path(field)).json().text(value);
    patch.end();
  };
  put_text("priorityClassName", pod.priority_class_name, edit.class_name);
  put_text("preemptionPolicy", pod.preemption_policy, edit.preemption_policy);
  if (!edit.value || pod.priority == edit.value) return;
  patch.begin("add", path("priority")).json().number(*edit.value);
  patch.end();
}

}  // namespace

std::string encode_patch(const model::AdmissionRequest& request, std::span<const policy::PlacedEdit> edits) {
  Patch patch;
  for (const Target& target : targets_of(request.object)) {
    patch_metadata(patch, target, edits);
    for (const policy::PlacedEdit& placed : edits) {
      if (placed.base != target.base) continue;
      std::visit(Overloaded{
                     [](const SetLabel&) {},  // written above, all at once
                     [](const SetAnnotation&) {},
                     [&](const policy::AddSchedulingGate& edit) { add_gate(patch, target, edit); },
                     [&](const policy::RenameResource& edit) { rename_resource(patch, target, edit); },
                     [&](const policy::SetPriority& edit) { set_priority(patch, target, edit); },
                 },
                 placed.edit);
    }
  }
  return std::move(patch).take();
}

}  // namespace tollgate::kube_codec
