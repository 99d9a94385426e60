// How a shortfall reads: the numbers, and what would pass.

#pragma once

#include <string>
#include <string_view>

#include "core/policy/decision.h"
#include "core/quota/evaluate.h"

namespace tollgate::policy {

// Fills in check, subject, value, text and fix. `otherwise` is another way to the GPUs, or empty.
void describe(const quota::Shortfall& shortfall, std::string_view otherwise, Problem& problem);

}  // namespace tollgate::policy
