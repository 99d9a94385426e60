// What unquoted text in YAML means.

#pragma once

#include <cstdint>
#include <optional>

#include "core/policy/document.h"

namespace tollgate::policy {

// What a scalar is when nobody has asked for a type: the rules of Kubernetes' own YAML reader (YAML 1.1 as sigs.k8s.io/yaml
// reads it), so that a manifest means here what it means to kubectl. Quoted scalars are strings.
enum class ScalarType { kNull, kBool, kInteger, kFloat, kString };
ScalarType scalar_type(const Node& scalar);

// The value of a kBool (true, yes, on, y, …) and of a kInteger that fits (decimal, 0x…, 0b…, octal 0644 and 0o644, with _).
bool bool_value(const Node& scalar);
std::optional<std::int64_t> integer_value(const Node& scalar);

}  // namespace tollgate::policy
