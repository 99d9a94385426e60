// Who of those that wait is let in: a pure plan over a root's ledger and its pods.
//
// Higher tiers go first, then who has waited longer. A gang stands where its oldest pod stands and is let in whole or not at
// all: when all its pods are there and all of them fit. Of a gang that has begun, what comes later need not be complete.
//
// Who does not fit holds back every limit he is short of: whoever stands behind him and counts against one of these waits too,
// so that small pods do not pass a large one for ever; whoever does not goes on. A team within what it is guaranteed is not
// held back by others: nobody but the team could have that. Nothing is held back for a gang that is not complete, and for
// what would not fit into an empty quota either.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/quota/confirm.h"
#include "core/quota/ledger.h"
#include "core/quota/waiting.h"
#include "core/result.h"

namespace tollgate::quota {

// One who goes on waiting.
struct Waits {
  WaitingPod pod;
  std::size_t place = 0;  // from 1; a gang's pods share theirs
  std::string why;        // for people
};

struct LiftPlan {
  std::vector<WaitingPod> lifts;  // may be let in once `next` is stored, or at once when there is none
  std::optional<Ledger> next;     // with the promises that were made; nothing when none was
  std::vector<Waits> waiting;     // in order
  std::size_t places = 0;         // that are taken
};

// What the pod says about its waiting: "place 2 of 5 in the queue of research: needs 8 GPU, team vision has 2 of 64 free".
std::string waiting_text(const LiftPlan& plan, const Waits& one, std::string_view root);

// `most_promised`: reservations that may be outstanding; further ones are made when these were seen. A gang larger than that
// is let in when nothing else is outstanding.
// A promise that the ledger holds already is not made again; one for other GPUs than the pod now asks for is made anew.
// kConflict, kUnavailable, kInvalid: as confirm(); kUnavailable also while the ledger grants nothing, or is another epoch's.
Result<LiftPlan> plan_lifts(const Ledger& ledger, const Snapshot& snapshot, std::int64_t epoch, std::size_t most_promised = 1000);

}  // namespace tollgate::quota
