// The command line of the commands that judge: review and test.

#include <CLI/CLI.hpp>

#include <iostream>
#include <map>
#include <memory>
#include <string>

#include "adapters/system/system_clock.h"
#include "cli/options.h"
#include "cli/policy/review.h"
#include "cli/policy/site.h"
#include "cli/policy/test.h"
#include "cli/policy/usage.h"

namespace tollgate::cli {
namespace {

void add_output(CLI::App& command, bool& json) {
  const std::map<std::string, bool> formats{{"text", false}, {"json", true}};
  command.add_option("-o,--output", json, "text or json")->transform(CLI::CheckedTransformer(formats))->type_name("FORMAT");
}

void add_caller(CLI::App& command, ReviewOptions& options) {
  command.add_option("--user", options.user, "who creates plain objects: the name as the API server authenticates it")
      ->capture_default_str();
  command.add_option("--groups", options.groups, "the groups of that user")->delimiter(',');
  command.add_option("--namespace", options.namespace_name, "of plain objects that name none")->capture_default_str();
}

}  // namespace

void add_review(CLI::App& app, Action& chosen) {
  struct Options {
    std::string folder = "policies";
    std::string usage;
    ReviewOptions review;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("review", "what the webhook would answer to objects or AdmissionReviews");
  command->add_option("--policies", options->folder, "folder of policy YAML")->capture_default_str();
  auto* input = command->add_option_group("what to review");
  input->add_option("FILE", options->review.files, "YAML or JSON; - is standard input");
  input->add_flag("--stream", options->review.stream, "standard input: one JSON a line each way, in the same order");
  input->require_option(1);
  const std::map<std::string, ReviewPhase> phases{
      {"mutate", ReviewPhase::kMutate}, {"validate", ReviewPhase::kValidate}, {"both", ReviewPhase::kBoth}};
  command
      ->add_option("--phase", options->review.phase,
                   "mutate, validate or both: mutate, apply, validate the result (default: validate for reviews, both for plain "
                   "objects)")
      ->transform(CLI::CheckedTransformer(phases))
      ->type_name("PHASE");
  command->add_option("--usage", options->usage, "YAML as a PolicyTest's `given`: GPUs that pods hold already")
      ->type_name("FILE");
  add_caller(*command, options->review);
  add_output(*command, options->review.json);
  command->callback([&chosen, options] {
    chosen = [options](std::ostream& out, std::ostream& err) {
      return with_site(options->folder, err, [&](const policy::Site& site) {
        return with_usage(site, options->usage, err, [&](policy::GivenLedgers ledgers) {
          Reviewer reviewer{site, {}, std::move(ledgers), system::SystemClock{}.now()};
          return review(options->review, reviewer, std::cin, out, err);
        });
      });
    };
  });
}

void add_test(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<TestOptions>();
  CLI::App* command = app.add_subcommand("test", "run the PolicyTest documents of a folder");
  auto* folder = command->add_option("--policies", options->folder, "folder of policy YAML")->capture_default_str();
  command->add_option("DIR", options->folder, "the same")->excludes(folder);
  add_output(*command, options->json);
  command->callback([&chosen, options] {
    chosen = [options](std::ostream& out, std::ostream& err) { return test(*options, system::SystemClock{}.now(), out, err); };
  });
}

}  // namespace tollgate::cli
