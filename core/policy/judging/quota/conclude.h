// The end of a decision that waited for its GPUs to be counted.

#pragma once

#include "core/policy/decision.h"
#include "core/policy/quota_view.h"
#include "core/quota/admit.h"

namespace tollgate::policy {

// Turns the ledger's answer to `decision.pending` (which it takes) into the verdict: granted, refused with the numbers (403),
// or to be tried again (503). What `quota` knows of the teams goes into a refusal's text, and changes no verdict.
void conclude(Decision& decision, const quota::Answer& answer, const QuotaView& quota = {});

// Orders the problems and draws the verdict from them; part of judging, again after problems were added.
void settle(Decision& decision);

}  // namespace tollgate::policy
