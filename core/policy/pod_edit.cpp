#include "core/policy/pod_edit.h"

#include <fmt/format.h>

#include "core/overloaded.h"

namespace tollgate::policy {

std::string describe(const PodEdit& edit) {
  return std::visit(Overloaded{
                        [](const SetLabel& e) { return fmt::format("metadata.labels.{}: {}", e.key, e.value); },
                        [](const SetAnnotation& e) { return fmt::format("metadata.annotations[{}]: {}", e.key, e.value); },
                        [](const RenameResource& e) {
                          return fmt::format("{} instead of {} in spec.{}[{}].resources", e.to, e.from, list_name(e.kind),
                                             e.container);
                        },
                        [](const SetPriority& e) { return fmt::format("spec.priorityClassName: {}", e.class_name); },
                        [](const AddSchedulingGate& e) { return fmt::format("spec.schedulingGates: [{{name: {}}}]", e.name); },
                    },
                    edit);
}

}  // namespace tollgate::policy
