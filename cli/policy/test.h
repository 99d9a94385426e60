// `tollgate test`: runs the PolicyTest documents of a folder and tells what differed.

#pragma once

#include <iosfwd>
#include <span>
#include <string>

#include "cli/policy/policy_tests.h"

namespace tollgate::cli {

struct TestOptions {
  std::string folder = "policies";
  bool json = false;
};

// The exit status: 0 = all passed, 1 = one failed, 2 = there was none, or the folder has mistakes.
int test(const TestOptions& options, Instant now, std::ostream& out, std::ostream& err);

// The part without the folder.
int report_tests(std::span<const CaseResult> results, bool json, std::ostream& out);

}  // namespace tollgate::cli
