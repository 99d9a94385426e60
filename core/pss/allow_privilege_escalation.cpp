// allowPrivilegeEscalation (restricted, 1.8): every container forbids it, since unset allows it. From 1.25 on not asked of
// Windows pods.
//   spec.{initContainers,containers,ephemeralContainers}[*].securityContext.allowPrivilegeEscalation: false

#include "core/pss/checks.h"

namespace tollgate::pss {

void find_allow_privilege_escalation(const Judged& judged, Offences& offences) {
  if (is_for_windows(judged.pod, judged.minor)) return;
  for (const model::Container& container : judged.pod.containers) {
    const std::optional<bool> allowed = container.security.allow_privilege_escalation;
    if (allowed == false) continue;
    const std::string field = security_field(&container, "allowPrivilegeEscalation");
    offences.push_back({.field = field,
                        .subject = subject_of(&container),
                        .value = allowed ? "true" : "",
                        .text = "must be false",
                        .fix = {field, "false"},
                        .container = &container});
  }
}

}  // namespace tollgate::pss
