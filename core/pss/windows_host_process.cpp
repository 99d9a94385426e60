// windowsHostProcess (baseline, 1.0): no Windows container runs as a process of its node.
//   spec.securityContext and containers' windowsOptions.hostProcess: unset, false

#include "core/pss/checks.h"

namespace tollgate::pss {

void find_windows_host_process(const Judged& judged, Offences& offences) {
  for_each_security(judged.pod, [&](const model::SecurityContext& security, const model::Container* container) {
    if (security.host_process) offences.push_back(must_not_be(container, "windowsOptions.hostProcess", "true", "false"));
  });
}

}  // namespace tollgate::pss
