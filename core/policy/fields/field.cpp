#include "core/policy/fields/field.h"

namespace tollgate::policy {

std::string default_of(const FieldInfo& field) {
  if (field.limits.required) return "required";
  if (!field.limits.fallback.empty()) return std::string{field.limits.fallback};
  return field.initial == nullptr ? "none" : field.initial();
}

}  // namespace tollgate::policy
