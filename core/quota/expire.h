// The end of promises that were never kept: another hook refused the pod, its name was taken, the caller gave up.

#pragma once

#include <chrono>

#include "core/quota/ledger.h"

namespace tollgate::quota {

// The reservations `passed` later, without those then older than `ttl`. An age may run ahead of the truth by less than the step
// it was counted in, so with steps of whole seconds a reservation lives at least `ttl`.
void expire(std::vector<Reservation>& reservations, std::chrono::seconds passed, std::chrono::seconds ttl);

}  // namespace tollgate::quota
