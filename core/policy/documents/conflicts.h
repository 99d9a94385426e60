// Two policies that would write different values into one field of one pod: whichever ran last would win, so neither may.

#pragma once

#include <span>
#include <vector>

#include "core/policy/policies.h"

namespace tollgate::policy {

// One mistake for each such pair of enforcing instances, at the later one. A default rule steps back for policies of its own
// rule. What keeps two apart is a key of `match` with names only, none of them in both.
std::vector<Mistake> conflicts(std::span<const SharedPolicy> instances);

}  // namespace tollgate::policy
