// privileged (baseline, 1.0): no container may run privileged; unset counts as false.
//   spec.{initContainers,containers,ephemeralContainers}[*].securityContext.privileged

#include "core/pss/checks.h"

namespace tollgate::pss {

void find_privileged(const model::Pod& pod, Offences& offences) {
  for (const model::Container& container : pod.containers) {
    if (!container.security.privileged.value_or(false)) continue;
    offences.push_back({.field = path_of(container) + ".securityContext.privileged",
                        .subject = std::string{container.name},
                        .value = "true",
                        .text = "must not be true",
                        .container = &container});
  }
}

}  // namespace tollgate::pss
