// hostPorts (baseline, 1.0): no container takes a port of the node. (With hostNetwork the API server fills in the
// containerPort.)
//   spec.{initContainers,containers,ephemeralContainers}[*].ports[*].hostPort: unset, 0

#include <fmt/format.h>

#include "core/pss/checks.h"

namespace tollgate::pss {

void find_host_ports(const Judged& judged, Offences& offences) {
  for (const model::Container& container : judged.pod.containers) {
    if (!container.host_ports) continue;
    const std::string ports = fmt::format("{}", fmt::join(*container.host_ports, ", "));
    offences.push_back({.field = fmt::format("{}.ports.hostPort", path_of(container)),
                        .subject = subject_of(&container),
                        .value = ports,
                        .text = fmt::format("must not be {}", ports),
                        .fix = {{}, "remove it; a Service makes the pod reachable"},
                        .container = &container});
  }
}

}  // namespace tollgate::pss
