// The policy folder as every command but `check` wants it: compiled, or the command does not run.

#pragma once

#include <functional>
#include <iosfwd>
#include <string>

#include "core/policy/site.h"

namespace tollgate::cli {

// What `run` returns; 2, with the mistakes on `err`, when the folder has any.
int with_site(const std::string& folder, std::ostream& err, const std::function<int(const policy::Site&)>& run);

}  // namespace tollgate::cli
