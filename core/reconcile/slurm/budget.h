// A budget in Slurm: the GPU minutes an account's meter may reach, GrpTRESMins = U0 + B.
//
// Slurm's meter only grows, so a period's budget B counts from U0, the meter's value when the period began. U0 is kept in the
// record. Periods are months in UTC; the first pass of a month reads the meter.

#pragma once

#include <optional>
#include <string>

#include "core/model/instant.h"
#include "core/policy/site.h"
#include "core/reconcile/slurm/record.h"
#include "core/reconcile/slurm/world.h"

namespace tollgate::reconcile {

// "2026-11"
std::string month_of(Instant at);

// B, the minutes a month: floor(60 × min(amount ÷ dearest price of the month, gpuHours)). The dearest, because Slurm counts
// minutes of whatever GPU. Nothing where neither is set, and where there is an amount without a price (a compiled Site has none
// such).
Limit budget_minutes(const policy::Budget& budget, const std::optional<money::PriceBook>& book, Instant now);

// `used`: the meter now. `stored`: the limit that stands. Without a record of the account (it was lost, or the account is
// adopted) a standing limit that fits U0 + B for some possible U0 is believed: a budget is never granted twice.
BudgetPeriod budget_period(std::int64_t budget_minutes, std::int64_t used, const Limit& stored,
                           const std::optional<BudgetPeriod>& last, Instant now);

// Why a cluster cannot keep budgets; nothing when it can. Usage that decays or is reset refills a budget by itself; without
// `safe` jobs start on the last minute and overshoot.
std::optional<std::string> cannot_keep_budgets(const SlurmFacts& facts);

}  // namespace tollgate::reconcile
