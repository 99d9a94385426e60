// hostNamespaces (baseline, 1.0): the pod shares no namespace of its node.
//   spec.hostNetwork, spec.hostPID, spec.hostIPC

#include <fmt/format.h>

#include "core/pss/checks.h"

namespace tollgate::pss {

void find_host_namespaces(const Judged& judged, Offences& offences) {
  const auto refuse = [&](bool shared, std::string_view name) {
    if (!shared) return;
    const std::string field = fmt::format("spec.{}", name);
    offences.push_back(
        {.field = field, .subject = std::string{name}, .value = "true", .text = "must not be true", .fix = {field, "false"}});
  };
  refuse(judged.pod.host_network, "hostNetwork");
  refuse(judged.pod.host_pid, "hostPID");
  refuse(judged.pod.host_ipc, "hostIPC");
}

}  // namespace tollgate::pss
