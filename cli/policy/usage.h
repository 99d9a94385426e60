// What is used already, for commands that judge without a cluster.

#pragma once

#include <functional>
#include <iosfwd>
#include <string>

#include "core/policy/gpu/given_ledgers.h"
#include "core/policy/site.h"

namespace tollgate::cli {

// Runs with the ledgers of the `usage` in the file, a document like the `given` of a PolicyTest; with empty ones when `file` is
// empty. A file with mistakes: they are written to `err`, and the exit code is 2.
int with_usage(const policy::Site& site, const std::string& file, std::ostream& err,
               const std::function<int(policy::GivenLedgers)>& run);

}  // namespace tollgate::cli
