#include "cli/options.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "core/policy/fields/closest.h"

namespace tollgate::cli {
namespace {

constexpr std::array kCommands{
    &add_check, &add_test, &add_review, &add_rules, &add_kinds, &add_webhook_config, &add_plan, &add_apply, &add_quota,
};

constexpr int kBadCommandLine = 2;

// CLI11 only says that a command is missing.
std::string unknown_command(const CLI::App& app, int argc, const char* const* argv) {
  if (argc < 2 || argv[1][0] == '-') return "";
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  if (std::find(names.begin(), names.end(), argv[1]) != names.end()) return "";
  const std::vector<std::string_view> candidates{names.begin(), names.end()};
  return "unknown command \"" + std::string{argv[1]} + "\"" + policy::suggestion(argv[1], candidates) + "\n";
}

}  // namespace

Action parse_options(int argc, const char* const* argv) {
  CLI::App app{"Policy for GPU work on Kubernetes and Slurm: write, test, explain, plan, apply.", "tollgate"};
  app.set_version_flag("--version", TOLLGATE_VERSION);
  app.require_subcommand(1);
  app.footer("Exit status: 0 yes; 1 denied, differences or failed tests; 2 bad command line or policy; 3 unreachable.");
  Action chosen;
  for (const auto add : kCommands) add(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    std::ostringstream said;
    std::ostringstream wrong;
    wrong << unknown_command(app, argc, argv);
    const int status = app.exit(problem, said, wrong) == 0 ? 0 : kBadCommandLine;
    return [status, text = said.str(), error = wrong.str()](std::ostream& out, std::ostream& err) {
      out << text;
      err << error;
      return status;
    };
  }
  return chosen;
}

}  // namespace tollgate::cli
