#include "adapters/kube_codec/maps.h"
#include "adapters/kube_codec/pod/parts.h"
#include "adapters/kube_codec/readers.h"

namespace tollgate::kube_codec {
namespace {

using model::Container;
using model::ContainerKind;
using model::Pod;

// The three container lists are read after the rest of the spec, in the order the model wants.
struct Spec {
  Pod& pod;
  json::Value init;
  json::Value app;
  json::Value ephemeral;
};

template <auto kField>
void into_pod_text(const Cursor& at, Spec& spec) {
  spec.pod.*kField = at.text();
}
template <auto kField>
void into_pod_flag(const Cursor& at, Spec& spec) {
  spec.pod.*kField = at.flag().value_or(false);
}
template <auto kField>
void into_list(const Cursor& at, Spec& spec) {
  if (at.is_list(kMaxItems)) spec.*kField = at.value();
}

constexpr Member<Pod> kPodResources[] = {
    {"requests", [](const Cursor& at, Pod& pod) { read_amounts(at, pod.requests); }},
    {"limits", [](const Cursor& at, Pod& pod) { read_amounts(at, pod.limits); }},
};

constexpr Member<Pod> kOs[] = {
    {"name", into_text<&Pod::os_name>},
};

struct Gate {
  model::Text name;
};

constexpr Member<Gate> kGate[] = {
    {"name", into_text<&Gate::name>},
};

void read_gates(const Cursor& at, Spec& spec) {
  if (!at.is_list(kMaxItems)) return;
  auto& gates = spec.pod.scheduling_gates.emplace(at.memory());
  gates.reserve(at.value().size());
  for (const json::Value& item : at.value().items()) {
    Gate gate;
    read_object(Cursor{at, gates.size(), item}, kGate, gate);
    gates.push_back(gate.name);
  }
}

constexpr Member<Spec> kSpec[] = {
    {"initContainers", into_list<&Spec::init>},
    {"containers", into_list<&Spec::app>},
    {"ephemeralContainers", into_list<&Spec::ephemeral>},
    {"volumes", [](const Cursor& at, Spec& spec) { read_volumes(at, spec.pod.volumes); }},
    {"resources", [](const Cursor& at, Spec& spec) { read_object(at, kPodResources, spec.pod); }},
    {"overhead", [](const Cursor& at, Spec& spec) { read_amounts(at, spec.pod.overhead); }},
    {"hostNetwork", into_pod_flag<&Pod::host_network>},
    {"hostPID", into_pod_flag<&Pod::host_pid>},
    {"hostIPC", into_pod_flag<&Pod::host_ipc>},
    {"nodeSelector", [](const Cursor& at, Spec& spec) { read_text_map(at, spec.pod.node_selector); }},
    {"hostUsers", [](const Cursor& at, Spec& spec) { spec.pod.host_users = at.flag(); }},
    {"securityContext", [](const Cursor& at, Spec& spec) { read_pod_security(at, spec.pod.security); }},
    {"os", [](const Cursor& at, Spec& spec) { read_object(at, kOs, spec.pod); }},
    {"priorityClassName", into_pod_text<&Pod::priority_class_name>},
    {"priority", [](const Cursor& at, Spec& spec) { spec.pod.priority = at.integer(); }},
    {"preemptionPolicy", into_pod_text<&Pod::preemption_policy>},
    {"nodeName", into_pod_text<&Pod::node_name>},
    {"serviceAccountName", into_pod_text<&Pod::service_account_name>},
    {"resourceClaims", [](const Cursor& at, Spec& spec) { read_pod_claims(at, spec.pod.resource_claims); }},
    {"schedulingGates", read_gates},
};

void read_containers(const Cursor& spec, const json::Value& list, ContainerKind kind, Pod& pod) {
  const Cursor at{spec, model::list_name(kind), list};
  std::size_t index = 0;
  for (const json::Value& item : list.items()) {
    Container& container = pod.containers.emplace_back();
    container.kind = kind;
    container.index = index;
    read_container(Cursor{at, index, item}, container);
    ++index;
  }
}

void read_spec(const Cursor& at, Pod& pod) {
  Spec spec{.pod = pod};
  read_object(at, kSpec, spec);
  pod.containers.reserve(spec.init.size() + spec.app.size() + spec.ephemeral.size());
  read_containers(at, spec.init, ContainerKind::kInit, pod);
  read_containers(at, spec.app, ContainerKind::kApp, pod);
  read_containers(at, spec.ephemeral, ContainerKind::kEphemeral, pod);
}

constexpr Member<Pod> kPod[] = {
    {"metadata", [](const Cursor& at, Pod& pod) { read_metadata(at, pod.metadata); }},
    {"spec", read_spec},
};

}  // namespace

void read_pod(const Cursor& at, Pod& pod) {
  pod.metadata.present = false;
  read_object(at, kPod, pod);
}

}  // namespace tollgate::kube_codec
