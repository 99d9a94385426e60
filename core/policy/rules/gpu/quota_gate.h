#pragma once

#include "core/policy/rule.h"

namespace tollgate::policy {

extern const RuleKind kQuotaGateRule;

}  // namespace tollgate::policy
