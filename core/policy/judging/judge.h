// The instances that apply to one pod, at work on it.

#pragma once

#include <span>
#include <vector>

#include "core/policy/judging/facts.h"
#include "core/policy/policies.h"

namespace tollgate::policy {

// In rule table order, as Policies::concerning() gives them.
using Instances = std::span<const PolicyInstance* const>;

// Appends what every applying instance finds. On an update only what the old pod, in the same place, did not have: so a
// policy that was tightened meanwhile stops nobody who works on what runs. What exemptions cover is left out, and theirs are
// the names in the decision.
void judge(Instances instances, const Facts& now, const Facts* before, Decision& decision);

// Of the instances of the rule that the ledger judges, the strictest one that applies; nullptr when none does, or all that do
// are exempted from (then `exemptions` gets the names).
const PolicyInstance* counting_instance(Instances instances, const Facts& facts, std::vector<std::string>& exemptions);

// Appends what the applying instances in enforce mode write into the pod.
void fill(Instances instances, const Facts& facts, std::vector<PlacedEdit>& edits);

}  // namespace tollgate::policy
