// procMount (baseline, 1.0): /proc stays masked. From 1.35 on a pod in a user namespace of its own may unmask it.
//   spec.{initContainers,containers,ephemeralContainers}[*].securityContext.procMount: unset, Default

#include "core/pss/checks.h"

namespace tollgate::pss {

void find_proc_mount(const Judged& judged, Offences& offences) {
  if (!has_own_users(judged.pod, judged.minor)) find_proc_mount_restricted(judged, offences);
}

}  // namespace tollgate::pss
