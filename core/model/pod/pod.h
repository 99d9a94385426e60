// The pod as the rules see it: a request-scoped view with only the fields that are judged (see metadata.h for lifetimes).
//
// Filled in one pass by the one decoder (adapters/kube_codec); rules read, never write. Field names and defaults are those
// of the Kubernetes API (core/v1). A container's `index` is its place in its own list, for messages and patches.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/model/pod/metadata.h"

namespace tollgate::model {

enum class ContainerKind { kInit, kApp, kEphemeral };

// "initContainers", "containers" or "ephemeralContainers": the container's list in the pod's spec.
Text list_name(ContainerKind kind);

struct ResourceAmount {
  Text resource;  // "nvidia.com/gpu"
  Text quantity;  // as written; JSON numbers by their text
  bool operator==(const ResourceAmount&) const = default;
};

struct Container {
  ContainerKind kind = ContainerKind::kApp;
  std::size_t index = 0;
  Text name;
  Text image;
  bool restart_always = false;  // an init container with restartPolicy Always: a sidecar
  std::optional<List<ResourceAmount>> requests;
  std::optional<List<ResourceAmount>> limits;
  std::optional<bool> privileged;  // securityContext.privileged
  bool operator==(const Container&) const = default;
};

struct Volume {
  std::size_t index = 0;
  Text name;
  std::optional<Text> host_path;  // hostPath.path; present, maybe empty, when the source is hostPath
  bool operator==(const Volume&) const = default;
};

struct Pod {
  Metadata metadata;
  List<Container> containers;  // init, app, ephemeral: in that order, each in document order
  List<Volume> volumes;
  std::optional<List<ResourceAmount>> requests;  // of the pod as a whole: resources.requests
  std::optional<List<ResourceAmount>> overhead;
  bool host_network = false;
  bool host_pid = false;
  bool host_ipc = false;
  std::optional<TextMap> node_selector;
  Text priority_class_name;
  std::optional<std::int64_t> priority;
  Text preemption_policy;  // empty: absent
  Text node_name;
  Text service_account_name;

  explicit Pod(std::pmr::memory_resource* arena) : containers{arena}, volumes{arena} {}
  Pod(Pod&&) = default;
  Pod& operator=(Pod&&) = default;
  Pod(const Pod&) = delete;
  Pod& operator=(const Pod&) = delete;
  bool operator==(const Pod&) const = default;
};

// "spec.containers[trainer]": how messages name a container.
std::string path_of(const Container& container);

}  // namespace tollgate::model
