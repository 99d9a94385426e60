// The identity labels /mutate writes where they are absent or empty; a label with another value stays, for /validate to refuse.
//
// At the outermost door: pods when they are created, and the templates of workloads, so that what controllers make of them
// later says for whom. What was stamped before is put back rather than given to whoever applied a manifest again.

#pragma once

#include "core/policy/decision.h"
#include "core/policy/judging/ownership.h"
#include "core/policy/judging/subject.h"

namespace tollgate::policy {

// Whose the pod then is.
struct Stamped {
  std::string_view team;  // of the request or the Site
  std::string user;       // empty: the caller has no name here, /validate says why
  std::string job_type;   // empty: none fits
  [[nodiscard]] Ownership ownership() const { return {.team = team, .user = user, .job_type = job_type}; }
};

// Adds the edits. The door has a team.
Stamped stamp(const Door& door, const JudgedPod& judged, std::vector<PlacedEdit>& edits);

}  // namespace tollgate::policy
