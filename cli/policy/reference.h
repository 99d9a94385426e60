// `tollgate rules` and `tollgate kinds`: what can be written into a policy, from the tables that read it.

#pragma once

#include <iosfwd>
#include <string>

namespace tollgate::cli {

enum class ReferenceFormat { kText, kMarkdown, kSchema, kJson };

struct ReferenceOptions {
  std::string name;  // empty = all
  ReferenceFormat format = ReferenceFormat::kText;
};

// The exit status: 0, or 2 when there is none of that name.
int rules(const ReferenceOptions& options, std::ostream& out, std::ostream& err);
int kinds(const ReferenceOptions& options, std::ostream& out, std::ostream& err);

}  // namespace tollgate::cli
