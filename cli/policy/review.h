// `tollgate review`: what the webhook would answer, for files or a stream of lines, without a cluster.

#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "cli/policy/reviewer.h"

namespace tollgate::cli {

struct ReviewOptions {
  std::vector<std::string> files;  // YAML or JSON; "-" = standard input
  bool stream = false;             // one JSON a line, one answer a line, in the same order
  std::optional<ReviewPhase> phase;
  std::string user = "reviewer";  // who creates a plain object
  std::vector<std::string> groups;
  std::string namespace_name = "default";  // of plain objects that name none
  bool json = false;                       // answers as JSON lines instead of text
};

// The exit code. --stream: 0 when every line was answered; a line that cannot be read is answered with code 400. Files: 1 if
// any object is denied, 2 if a file cannot be read.
int review(const ReviewOptions& options, Reviewer& reviewer, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace tollgate::cli
