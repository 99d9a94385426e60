#include "core/model/pod/container.h"

#include <fmt/format.h>

namespace tollgate::model {

Text list_name(ContainerKind kind) {
  switch (kind) {
    case ContainerKind::kInit: return "initContainers";
    case ContainerKind::kApp: return "containers";
    case ContainerKind::kEphemeral: return "ephemeralContainers";
  }
  return "containers";
}

std::string path_of(const Container& container) { return fmt::format("spec.{}[{}]", list_name(container.kind), container.name); }

}  // namespace tollgate::model
