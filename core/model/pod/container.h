// A container of a pod: init, app or ephemeral. A request-scoped view (metadata.h).

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/model/pod/metadata.h"
#include "core/model/pod/security_context.h"

namespace tollgate::model {

enum class ContainerKind { kInit, kApp, kEphemeral };

// "initContainers", "containers" or "ephemeralContainers": the container's list in the pod's spec.
Text list_name(ContainerKind kind);

struct ResourceAmount {
  Text resource;         // "nvidia.com/gpu"
  Text quantity;         // as written; JSON numbers by their text
  bool implied = false;  // not in the object: what the API server would fill in (tools, adapters/kube_codec/object.h)
  bool operator==(const ResourceAmount&) const = default;
};

// A probe or lifecycle hook that names the host to talk to.
struct NamedHost {
  Text field;  // in the container: "livenessProbe.httpGet.host"
  Text host;   // never empty
  bool operator==(const NamedHost&) const = default;
};

struct Container {
  ContainerKind kind = ContainerKind::kApp;
  std::size_t index = 0;  // its place in its own list, for messages and patches
  Text name;
  Text image;
  bool restart_always = false;  // an init container with restartPolicy Always: a sidecar
  std::optional<List<ResourceAmount>> requests;
  std::optional<List<ResourceAmount>> limits;
  ContainerSecurityContext security;
  std::optional<List<std::int64_t>> host_ports;  // ports[*].hostPort, where it is not 0
  std::optional<List<NamedHost>> named_hosts;
  bool operator==(const Container&) const = default;
};

// "spec.containers[trainer]": how messages name a container.
std::string path_of(const Container& container);

}  // namespace tollgate::model
