// Runs PolicyTest documents: each case is one request, judged as the webhook would, held against what it expects.

#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/model/instant.h"
#include "core/policy/policy_test.h"
#include "core/policy/site.h"

namespace tollgate::cli {

struct CaseResult {
  std::string test;  // the document's name
  std::string name;  // the case's
  policy::Position source;
  std::vector<std::string> differences;  // empty = passed
};

// In document order. `now` is the time where a document gives none. Reads only the files that cases expect (`patched`), which
// stand relative to the document.
std::vector<CaseResult> run_policy_tests(const policy::Site& site, std::span<const policy::PolicyTest> tests, Instant now);

}  // namespace tollgate::cli
