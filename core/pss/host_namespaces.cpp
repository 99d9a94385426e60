// hostNamespaces (baseline, 1.0): the pod shares no namespace of its node.
//   spec.hostNetwork, spec.hostPID, spec.hostIPC

#include "core/pss/checks.h"

namespace tollgate::pss {

void find_host_namespaces(const model::Pod& pod, Offences& offences) {
  const auto refuse = [&](bool shared, std::string_view field) {
    if (!shared) return;
    offences.push_back({.field = "spec." + std::string{field},
                        .subject = std::string{field},
                        .value = "true",
                        .text = "must not be true",
                        .container = nullptr});
  };
  refuse(pod.host_network, "hostNetwork");
  refuse(pod.host_pid, "hostPID");
  refuse(pod.host_ipc, "hostIPC");
}

}  // namespace tollgate::pss
