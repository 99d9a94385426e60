// The command line of the commands in cli/cluster.

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

#include "cli/cluster/webhook_config.h"
#include "cli/options.h"
#include "cli/policy/site.h"

namespace tollgate::cli {

void add_webhook_config(CLI::App& app, Action& chosen) {
  struct Options {
    std::string folder = "policies";
    WebhookConfigOptions registration;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("webhook-config", "the policy's registration at the API server, as YAML");
  command->add_option("--policies", options->folder, "folder of policy YAML")->capture_default_str();
  auto* where = command->add_option_group("where the webhook is");
  where->add_option("--service", options->registration.service, "in the cluster")->type_name("NAMESPACE/NAME:PORT");
  where->add_option("--url", options->registration.url, "outside of it")->type_name("https://HOST:PORT");
  where->require_option(1);
  command->add_option("--ca-file", options->registration.ca_file, "PEM file with its CA; without it caBundle is left out");
  command->callback([&chosen, options] {
    chosen = [options](std::ostream& out, std::ostream& err) {
      return with_site(options->folder, err,
                       [&](const policy::Site& site) { return webhook_config(options->registration, site, out, err); });
    };
  });
}

}  // namespace tollgate::cli
