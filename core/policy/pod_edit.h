// What can be changed in a pod, as a closed set of values: a default that /mutate writes, or the fix a denial proposes.
//
// adapters/kube_codec writes them as RFC 6902 operations below a base pointer (the pod itself, or a template in a workload).

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "core/model/pod/pod.h"

namespace tollgate::policy {

struct SetLabel {
  std::string key;
  std::string value;
  bool operator==(const SetLabel&) const = default;
};

struct SetAnnotation {
  std::string key;
  std::string value;
  bool operator==(const SetAnnotation&) const = default;
};

// In requests and limits alike; not where `to` is asked for beside it.
struct RenameResource {
  model::ContainerKind kind = model::ContainerKind::kApp;
  std::string container;
  std::string from;
  std::string to;
  bool operator==(const RenameResource&) const = default;
};

// In a pod all three together: the API server's Priority plugin filled them in before /mutate. In a template the class alone:
// the plugin finds the rest for each pod, and would refuse a number that is the class's no more.
struct SetPriority {
  std::string class_name;
  std::optional<std::int64_t> value = {};
  std::string preemption_policy = {};  // empty: left as it is
  bool operator==(const SetPriority&) const = default;
};

// Of a pod that is created: gates can only be taken off later.
struct AddSchedulingGate {
  std::string name;
  bool operator==(const AddSchedulingGate&) const = default;
};

using PodEdit = std::variant<SetLabel, SetAnnotation, RenameResource, SetPriority, AddSchedulingGate>;

// As a person would write it into the manifest: "metadata.labels.team: vision".
std::string describe(const PodEdit& edit);

// An edit and where the pod it changes begins: "" = the object is the pod, "/spec/template" = a template in a workload.
struct PlacedEdit {
  std::string base;
  PodEdit edit;
  bool operator==(const PlacedEdit&) const = default;
};

}  // namespace tollgate::policy
