// How large a tree's ledger can become: it is one object, and every grant writes it anew.

#pragma once

#include <vector>

#include "core/policy/document.h"
#include "core/policy/site.h"

namespace tollgate::policy {

// One mistake for each tree whose ledger could outgrow what an object may hold. The Site has no other mistakes.
std::vector<Mistake> check_ledger_sizes(const Site& site);

}  // namespace tollgate::policy
