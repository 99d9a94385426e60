// Who holds what is short, and when it would fit.

#pragma once

#include <string>
#include <string_view>

#include "core/model/instant.h"
#include "core/policy/quota_view.h"
#include "core/quota/evaluate.h"

namespace tollgate::policy {

// ". Largest holders: train-llm (alice, 16, until 18:40 UTC). Fits at about 18:40 UTC": after the numbers, and without a full
// stop at the end. Empty when nothing is known. Names only workloads of `team`, the pod's own; of other teams it says totals.
std::string holders_text(const quota::Shortfall& shortfall, std::string_view team, const QuotaView& quota, Instant now);

}  // namespace tollgate::policy
