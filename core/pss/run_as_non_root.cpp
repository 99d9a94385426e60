// runAsNonRoot (restricted, 1.0): the pod says so, or every container does, and nobody says the opposite. From 1.35 on not
// asked of a pod in a user namespace of its own.
//   spec.securityContext and containers' runAsNonRoot: true

#include "core/pss/checks.h"
#include "core/pss/inherited.h"

namespace tollgate::pss {

void find_run_as_non_root(const Judged& judged, Offences& offences) {
  if (has_own_users(judged.pod, judged.minor)) return;
  const auto is_good = [](bool non_root) { return non_root; };
  find_not_good(judged.pod, &model::SecurityContext::run_as_non_root, is_good, [&](const model::Container* container) {
    const bool has_own = container != nullptr && container->security.run_as_non_root.has_value();
    offences.push_back({.field = security_field(container, "runAsNonRoot"),
                        .subject = subject_of(container),
                        .value = has_own || container == nullptr ? "false" : "",
                        .text = "must be true",
                        .fix = {best_field(container, has_own, "runAsNonRoot"), "true"},
                        .container = container});
  });
}

}  // namespace tollgate::pss
