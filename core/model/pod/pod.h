// The pod as the rules see it: a request-scoped view with only the fields that are judged (see metadata.h for lifetimes).
//
// Filled in one pass by the one decoder (adapters/kube_codec); rules read, never write. Field names and defaults are those
// of the Kubernetes API (core/v1).

#pragma once

#include <cstdint>
#include <optional>

#include "core/model/pod/container.h"
#include "core/model/pod/metadata.h"
#include "core/model/pod/pod_claim.h"
#include "core/model/pod/security_context.h"
#include "core/model/pod/volume.h"

namespace tollgate::model {

struct Pod {
  Metadata metadata;
  List<Container> containers;  // init, app, ephemeral: in that order, each in document order
  List<Volume> volumes;
  std::optional<List<ResourceAmount>> requests;  // of the pod as a whole: resources.requests
  std::optional<List<ResourceAmount>> limits;    // and resources.limits
  std::optional<List<ResourceAmount>> overhead;
  bool host_network = false;
  bool host_pid = false;
  bool host_ipc = false;
  std::optional<TextMap> node_selector;
  std::optional<bool> host_users;  // false: a user namespace of its own
  PodSecurityContext security;
  Text os_name;  // os.name: "linux", "windows"
  Text priority_class_name;
  std::optional<std::int64_t> priority;
  Text preemption_policy;  // empty: absent
  Text node_name;
  Text service_account_name;
  List<PodClaim> resource_claims;
  std::optional<List<Text>> scheduling_gates;  // by name, in order: while there is one the pod cannot run

  explicit Pod(std::pmr::memory_resource* arena) : containers{arena}, volumes{arena}, resource_claims{arena} {}
  Pod(Pod&&) = default;
  Pod& operator=(Pod&&) = default;
  Pod(const Pod&) = delete;
  Pod& operator=(const Pod&) = delete;
  bool operator==(const Pod&) const = default;
};

}  // namespace tollgate::model
