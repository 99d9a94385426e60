// The quotas of the Site as the ledgers carry them: one spec for each tree of teams.

#pragma once

#include <map>
#include <string>

#include "core/policy/site.h"
#include "core/quota/ledger.h"

namespace tollgate::policy {

// By the root team's name; trees without a quota have none.
std::map<std::string, quota::LedgerSpec, std::less<>> ledger_specs(const Site& site);

}  // namespace tollgate::policy
