// The pods of a workload together: how many they are, and whether their GPUs could ever be had at once.

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/policy/decision.h"
#include "core/policy/judging/facts.h"
#include "core/quota/evaluate.h"

namespace tollgate::policy {

// How many pods of the workload in the request start together; nothing when its job type asks for no such thing, when they do
// not come at once, or when they are another workload's, which said so itself.
std::optional<std::int64_t> gang_size(const Facts& facts);

// Appends a refusal of more than `perWorkload`; of a single pod that is too large for an empty ledger; and of all pods together
// when they are, unless they may start one by one. What does not fit now is a warning: its pods are judged, or wait, one by one.
// An update is judged only when it makes the total larger. `each` is what one of its pods holds.
void judge_total(const Facts& facts, const PendingCharge& each, const quota::Ledger* ledger, Decision& decision);

// What the charge is short of; nothing when the ledger cannot judge it.
std::vector<quota::Shortfall> shortfalls_in(const quota::Ledger& ledger, const quota::Charge& charge);

}  // namespace tollgate::policy
