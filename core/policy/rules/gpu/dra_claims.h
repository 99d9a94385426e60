#pragma once

#include "core/policy/rule.h"

namespace tollgate::policy {

extern const RuleKind kDraClaims;

}  // namespace tollgate::policy
