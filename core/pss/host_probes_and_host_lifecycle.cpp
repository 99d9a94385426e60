// hostProbesAndHostLifecycle (baseline, 1.34): a probe or hook names no host, for the kubelet would call it from the node's
// network, wherever it is.
//   spec.{initContainers,containers,ephemeralContainers}[*].{livenessProbe,readinessProbe,startupProbe,lifecycle.postStart,
//   lifecycle.preStop}.{httpGet,tcpSocket}.host: unset, empty

#include <fmt/format.h>

#include "core/pss/checks.h"

namespace tollgate::pss {

void find_host_probes_and_host_lifecycle(const Judged& judged, Offences& offences) {
  for (const model::Container& container : judged.pod.containers) {
    if (!container.named_hosts) continue;
    for (const model::NamedHost& named : *container.named_hosts) {
      offences.push_back({.field = fmt::format("{}.{}", path_of(container), named.field),
                          .subject = subject_of(&container),
                          .value = fmt::format("{} {}", named.field, named.host),
                          .text = fmt::format("must not be {}", named.host),
                          .fix = {{}, "remove it; without it the pod itself is asked"},
                          .container = &container});
    }
  }
}

}  // namespace tollgate::pss
