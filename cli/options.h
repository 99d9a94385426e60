// The command line of `tollgate`: which command, with which options.
//
// A command is a function with options as a value (cli/policy/check.h), and a few lines that give it its place on the
// command line, in one of the *_options.cpp; adding one is such a function and a row in options.cpp.

#pragma once

#include <functional>
#include <iosfwd>

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11's own
class App;
}

namespace tollgate::cli {

// What was asked for, ready to run: writes to `out` and `err`, returns the exit status. May use standard input.
using Action = std::function<int(std::ostream& out, std::ostream& err)>;

// Never empty: a bad command line becomes an action that says so.
Action parse_options(int argc, const char* const* argv);

// Each adds one command to `app`; when the command line names it, `chosen` becomes its action.
void add_check(CLI::App& app, Action& chosen);
void add_test(CLI::App& app, Action& chosen);
void add_review(CLI::App& app, Action& chosen);
void add_rules(CLI::App& app, Action& chosen);
void add_kinds(CLI::App& app, Action& chosen);
void add_webhook_config(CLI::App& app, Action& chosen);
void add_plan(CLI::App& app, Action& chosen);
void add_apply(CLI::App& app, Action& chosen);
void add_quota(CLI::App& app, Action& chosen);

}  // namespace tollgate::cli
