#include "adapters/kube_codec/patch.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "adapters/json/writer.h"
#include "core/overloaded.h"

namespace tollgate::kube_codec {
namespace {

using model::Pod;
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
  if (const auto* workload = std::get_if<model::Workload>(&object)) {
    for (const model::PodTemplate& one : workload->templates) targets.push_back({one.base, &one.pod});
  }
  return targets;
}

// The labels to be written: last value per key, without those that are there, in order of first mention.
std::vector<const SetLabel*> labels_to_write(const Target& target, std::span<const policy::PlacedEdit> edits) {
  std::vector<const SetLabel*> labels;
  for (const policy::PlacedEdit& placed : edits) {
    const auto* label = std::get_if<SetLabel>(&placed.edit);
    if (label == nullptr || placed.base != target.base) continue;
    const auto same_key = std::ranges::find(labels, label->key, &SetLabel::key);
    if (same_key == labels.end()) {
      labels.push_back(label);
    } else {
      *same_key = label;
    }
  }
  std::erase_if(labels, [&](const SetLabel* label) { return target.pod->metadata.label(label->key) == label->value; });
  return labels;
}

void write_label_object(json::Writer& json, const std::vector<const SetLabel*>& labels) {
  json.begin_object();
  for (const SetLabel* label : labels) json.field(label->key, label->value);
  json.end_object();
}

void patch_labels(Patch& patch, const Target& target, std::span<const policy::PlacedEdit> edits) {
  const auto labels = labels_to_write(target, edits);
  if (labels.empty()) return;
  const model::Metadata& metadata = target.pod->metadata;
  if (!metadata.present) {
    patch.begin("add", fmt::format("{}/metadata", target.base)).json().begin_object().key("labels");
    write_label_object(patch.json(), labels);
    patch.json().end_object();
    return patch.end();
  }
  if (!metadata.labels) {
    write_label_object(patch.begin("add", fmt::format("{}/metadata/labels", target.base)).json(), labels);
    return patch.end();
  }
  for (const SetLabel* label : labels) {
    const auto path = fmt::format("{}/metadata/labels/{}", target.base, escaped(label->key));
    patch.begin(metadata.label(label->key) ? "replace" : "add", path).json().text(label->value);
    patch.end();
  }
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
    patch_labels(patch, target, edits);
    for (const policy::PlacedEdit& placed : edits) {
      if (placed.base != target.base) continue;
      std::visit(Overloaded{
                     [](const SetLabel&) {},  // written above, all at once
                     [&](const policy::RenameResource& edit) { rename_resource(patch, target, edit); },
                     [&](const policy::SetPriority& edit) { set_priority(patch, target, edit); },
                 },
                 placed.edit);
    }
  }
  return std::move(patch).take();
}

}  // namespace tollgate::kube_codec
