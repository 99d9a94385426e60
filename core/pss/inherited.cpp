#include "core/pss/inherited.h"

namespace tollgate::pss {

std::string best_field(const model::Container* container, bool has_own, std::string_view field) {
  const bool in_container = container != nullptr && (has_own || container->kind == model::ContainerKind::kEphemeral);
  return security_field(in_container ? container : nullptr, field);
}

}  // namespace tollgate::pss
