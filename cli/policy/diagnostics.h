// Mistakes and cautions, written for people and for the tools that show them beside the code.

#pragma once

#include <iosfwd>
#include <span>
#include <string>

#include "core/policy/document.h"

namespace tollgate::cli {

struct Diagnostics {
  std::span<const policy::Mistake> mistakes;
  std::span<const policy::Mistake> cautions;
};

// file:line:column: error: …
void write_text(const Diagnostics& diagnostics, std::ostream& out);

// GitHub's workflow commands: `::error file=…,line=…,col=…::…`.
void write_github(const Diagnostics& diagnostics, std::ostream& out);

// SARIF 2.1.0, one run.
void write_sarif(const Diagnostics& diagnostics, std::ostream& out);

// [{file, line, column, severity, message}]
std::string to_json(const Diagnostics& diagnostics);

}  // namespace tollgate::cli
