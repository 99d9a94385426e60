#include "core/policy/pod_edit.h"

#include <fmt/format.h>

#include "core/overloaded.h"

namespace tollgate::policy {

std::string_view field_of(HostNamespace which) {
  switch (which) {
    case HostNamespace::kNetwork: return "hostNetwork";
    case HostNamespace::kPid: return "hostPID";
    case HostNamespace::kIpc: return "hostIPC";
  }
  return "hostNetwork";
}

std::string describe(const PodEdit& edit) {
  return std::visit(Overloaded{
                        [](const SetLabel& e) { return fmt::format("metadata.labels.{}: {}", e.key, e.value); },
                        [](const ClearPrivileged& e) {
                          return fmt::format("spec.{}[{}].securityContext.privileged: false", list_name(e.kind), e.container);
                        },
                        [](const ClearHostNamespace& e) { return fmt::format("spec.{}: false", field_of(e.which)); },
                        [](const RenameResource& e) {
                          return fmt::format("{} instead of {} in spec.{}[{}].resources", e.to, e.from, list_name(e.kind),
                                             e.container);
                        },
                        [](const SetPriority& e) { return fmt::format("spec.priorityClassName: {}", e.class_name); },
                    },
                    edit);
}

}  // namespace tollgate::policy
