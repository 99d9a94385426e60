// The command line of the commands in cli/policy.

#include <CLI/CLI.hpp>

#include <map>
#include <memory>
#include <string>

#include "adapters/system/system_clock.h"
#include "cli/options.h"
#include "cli/policy/check.h"
#include "cli/policy/reference.h"

namespace tollgate::cli {
namespace {

// The folder, as an argument or as --policies.
void add_folder(CLI::App& command, std::string& folder) {
  auto* option = command.add_option("--policies", folder, "folder of policy YAML")->capture_default_str();
  command.add_option("DIR", folder, "the same")->excludes(option);
}

void add_reference_options(CLI::App& command, ReferenceOptions& options) {
  const auto choose = [&options](ReferenceFormat format) {
    return [&options, format](std::int64_t) { options.format = format; };
  };
  auto* schema = command.add_flag_function("--schema", choose(ReferenceFormat::kSchema), "as JSON Schema");
  auto* markdown = command.add_flag_function("--markdown", choose(ReferenceFormat::kMarkdown), "as Markdown")->excludes(schema);
  const std::map<std::string, ReferenceFormat> formats{{"text", ReferenceFormat::kText}, {"json", ReferenceFormat::kJson}};
  command.add_option("-o,--output", options.format, "text or json")
      ->transform(CLI::CheckedTransformer(formats))
      ->type_name("FORMAT")
      ->excludes(schema)
      ->excludes(markdown);
}

}  // namespace

void add_check(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand("check", "read a folder of policy and say all that is wrong with it");
  add_folder(*command, options->folder);
  const std::map<std::string, CheckFormat> formats{{"text", CheckFormat::kText},
                                                   {"github", CheckFormat::kGithub},
                                                   {"sarif", CheckFormat::kSarif},
                                                   {"json", CheckFormat::kJson}};
  command->add_option("-o,--format", options->format, "text, github (annotations), sarif or json")
      ->transform(CLI::CheckedTransformer(formats))
      ->type_name("FORMAT");
  command->callback([&chosen, options] {
    chosen = [options](std::ostream& out, std::ostream&) { return check(*options, system::SystemClock{}.now(), out); };
  });
}

void add_rules(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<ReferenceOptions>();
  CLI::App* command = app.add_subcommand("rules", "what a PodPolicy's `rule` may be, and each rule's parameters");
  command->add_option("NAME", options->name, "one rule");
  add_reference_options(*command, *options);
  command->callback(
      [&chosen, options] { chosen = [options](std::ostream& out, std::ostream& err) { return rules(*options, out, err); }; });
}

void add_kinds(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<ReferenceOptions>();
  CLI::App* command = app.add_subcommand("kinds", "the kinds of policy documents, and each kind's fields");
  command->add_option("NAME", options->name, "one kind");
  add_reference_options(*command, *options);
  command->callback(
      [&chosen, options] { chosen = [options](std::ostream& out, std::ostream& err) { return kinds(*options, out, err); }; });
}

}  // namespace tollgate::cli
