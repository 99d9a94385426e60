// `tollgate check`: all that is wrong with a folder of policy, at once.

#pragma once

#include <iosfwd>
#include <string>

#include "core/model/instant.h"

namespace tollgate::cli {

enum class CheckFormat { kText, kGithub, kSarif, kJson };

struct CheckOptions {
  std::string folder = "policies";
  CheckFormat format = CheckFormat::kText;
};

// The exit status: 0, also with warnings; 2 with mistakes. `now`: exemptions that end are warned about.
int check(const CheckOptions& options, Instant now, std::ostream& out);

}  // namespace tollgate::cli
