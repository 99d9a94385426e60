// A YAML tree as JSON text, typed as Kubernetes types it (sigs.k8s.io/yaml): what is written without quotes may be null, a
// boolean or a number; what is quoted is a string.

#pragma once

#include <string>

#include "core/policy/document.h"

namespace tollgate::policy {

// One line of JSON. Keys are always strings, whatever they look like.
std::string to_json(const Node& node);

}  // namespace tollgate::policy
