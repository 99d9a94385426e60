// privileged (baseline, 1.0): no container may run privileged; unset counts as false.
//   spec.{initContainers,containers,ephemeralContainers}[*].securityContext.privileged

#include "core/pss/checks.h"

namespace tollgate::pss {

void find_privileged(const Judged& judged, Offences& offences) {
  for (const model::Container& container : judged.pod.containers) {
    if (!container.security.privileged.value_or(false)) continue;
    offences.push_back(must_not_be(&container, "privileged", "true", "false"));
  }
}

}  // namespace tollgate::pss
