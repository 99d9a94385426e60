// How what is short reads: the numbers, who holds it, when it would fit, and what would pass now.

#pragma once

#include <vector>

#include "core/policy/decision.h"
#include "core/policy/quota_view.h"
#include "core/quota/evaluate.h"

namespace tollgate::policy {

// One problem for each shortfall, appended. Who holds the GPUs is told as far as `quota` knows.
// Fills in check, subject, value, text and fix. `otherwise` is another way to the GPUs, or empty.
void describe(const quota::Shortfall& shortfall, std::string_view otherwise, Problem& problem);

void describe(const std::vector<quota::Shortfall>& shortfalls, const PendingCharge& pending, const QuotaView& quota,
              std::vector<Problem>& problems);

}  // namespace tollgate::policy
