// The status of a ledger belongs to who confirms it, and to admission, which only ever adds reservations. Whatever else has
// changed in it was changed by hand.

#pragma once

#include <string>
#include <vector>

#include "core/quota/ledger.h"

namespace tollgate::quota {

struct Mended {
  Ledger ledger;                   // to go on from: what was edited is as it was, what admission added stays
  std::vector<std::string> edits;  // what was edited, for people; empty: nothing
};

// `known`: the status as it was last confirmed. A ledger that has counted nothing yet is another one, made anew, and not
// an edited one. An epoch is never lowered here: a greater one is somebody else's.
Mended mend(Ledger now, const LedgerStatus& known);

// Whether nothing was ever counted in it.
[[nodiscard]] bool is_new(const LedgerStatus& status);

}  // namespace tollgate::quota
