// runAsUser (restricted, 1.23): the user is not 0; unset leaves it to the image, where runAsNonRoot watches. From 1.35 on
// not asked of a pod in a user namespace of its own.
//   spec.securityContext and containers' runAsUser: unset, not 0

#include "core/pss/checks.h"

namespace tollgate::pss {

void find_run_as_user(const Judged& judged, Offences& offences) {
  if (has_own_users(judged.pod, judged.minor)) return;
  for_each_security(judged.pod, [&](const model::SecurityContext& security, const model::Container* container) {
    if (security.run_as_user != 0) return;
    Offence offence = must_not_be(container, "runAsUser", "0", {});
    offence.fix = {{}, "the number of another user, or remove it"};
    offences.push_back(std::move(offence));
  });
}

}  // namespace tollgate::pss
