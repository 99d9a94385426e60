// seccompProfile_restricted (restricted, 1.19; instead of seccompProfile_baseline): a profile is named, by the pod or by
// every container, and nobody names one that does not confine. From 1.25 on not asked of Windows pods.
//   spec.securityContext and containers' seccompProfile.type: RuntimeDefault, Localhost

#include "core/pss/checks.h"
#include "core/pss/inherited.h"

namespace tollgate::pss {

void find_seccomp_profile_restricted(const Judged& judged, Offences& offences) {
  if (is_for_windows(judged.pod, judged.minor)) return;
  const model::Pod& pod = judged.pod;
  find_not_good(pod, &model::SecurityContext::seccomp_profile, confines, [&](const model::Container* container) {
    const auto& profile = container == nullptr ? pod.security.seccomp_profile : container->security.seccomp_profile;
    offences.push_back({.field = security_field(container, "seccompProfile.type"),
                        .subject = subject_of(container),
                        .value = std::string{profile.value_or(model::Text{})},
                        .text = "must be RuntimeDefault or Localhost",
                        .fix = {best_field(container, profile.has_value(), "seccompProfile.type"), "RuntimeDefault"},
                        .container = container});
  });
}

}  // namespace tollgate::pss
