// procMount_restricted (restricted, 1.35; instead of procMount): /proc stays masked, in a user namespace as well.
//   spec.{initContainers,containers,ephemeralContainers}[*].securityContext.procMount: unset, Default

#include "core/pss/checks.h"

namespace tollgate::pss {

void find_proc_mount_restricted(const Judged& judged, Offences& offences) {
  for (const model::Container& container : judged.pod.containers) {
    const std::optional<model::Text> mount = container.security.proc_mount;
    if (!mount || *mount == "Default") continue;
    offences.push_back(must_not_be(&container, "procMount", *mount, "Default"));
  }
}

}  // namespace tollgate::pss
