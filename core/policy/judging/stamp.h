// The identity labels /mutate writes where they are absent or empty; a label with another value stays, for /validate to refuse.
//
// At the outermost door: pods when they are created, and the templates of workloads, so that what controllers make of them
// later says for whom. An update stamps a template only when it changes it, else every reader of an old workload would
// start a rollout; what was stamped before is put back rather than given to whoever applied the manifest again.

#pragma once

#include "core/policy/decision.h"
#include "core/policy/judging/ownership.h"
#include "core/policy/rule.h"

namespace tollgate::policy {

// Adds the edits, and says in `decision` whose the object then is.
void stamp(const Door& door, Subject subject, Decision& decision);

}  // namespace tollgate::policy
