// The command line of the commands in cli/cluster.

#include <CLI/CLI.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/cluster/plan.h"
#include "cli/cluster/quota.h"
#include "cli/cluster/webhook_config.h"
#include "cli/options.h"
#include "cli/policy/site.h"

namespace tollgate::cli {
namespace {

struct PlanCommand {
  std::string folder = "policies";
  PlanOptions options;
};

void add_kubeconfig(CLI::App& command, std::string& into) {
  command.add_option("--kubeconfig", into, "default: $KUBECONFIG, the in-cluster service account, or ~/.kube/config");
}

void add_common(CLI::App& command, PlanCommand& into) {
  command.add_option("--policies", into.folder, "folder of policy YAML")->capture_default_str();
  add_kubeconfig(command, into.options.kubeconfig);
  command.add_option("--namespace", into.options.namespace_name,
                     "where the controller keeps its records; default tollgate-system");
  const std::map<std::string, reconcile::Orphans> orphans{{"keep", reconcile::Orphans::kKeep},
                                                          {"delete", reconcile::Orphans::kDelete}};
  command.add_option("--orphans", into.options.orphans, "accounts that no team has any more: keep or delete")
      ->transform(CLI::CheckedTransformer(orphans))
      ->type_name("WHAT");
  command
      .add_option_function<std::string>(
          "-o,--output", [&into](const std::string& format) { into.options.json = format == "json"; }, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
}

template <class Command>
void run_as(Action& chosen, const std::shared_ptr<PlanCommand>& asked, Command command) {
  chosen = [asked, command](std::ostream& out, std::ostream& err) {
    return with_site(asked->folder, err, [&](const policy::Site& site) { return command(asked->options, site, out, err); });
  };
}

}  // namespace

void add_plan(CLI::App& app, Action& chosen) {
  const auto asked = std::make_shared<PlanCommand>();
  CLI::App* command = app.add_subcommand("plan", "what would change in namespaces and in Slurm; changes nothing");
  add_common(*command, *asked);
  auto* offline =
      command->add_flag("--offline", asked->options.offline, "ask no API server: every team counts as having a namespace");
  command
      ->add_option_function<std::vector<std::string>>(
          "--namespaces", [asked](const std::vector<std::string>& names) { asked->options.namespaces = names; },
          "with --offline: those there are")
      ->delimiter(',')
      ->needs(offline);
  command->callback([&chosen, asked] { run_as(chosen, asked, plan); });
}

void add_apply(CLI::App& app, Action& chosen) {
  const auto asked = std::make_shared<PlanCommand>();
  CLI::App* command = app.add_subcommand("apply", "one pass of the controller, with your credentials");
  add_common(*command, *asked);
  command->add_flag("--force", asked->options.force, "remove however much it is");
  command->callback([&chosen, asked] { run_as(chosen, asked, apply); });
}

void add_quota(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<QuotaOptions>();
  CLI::App* command = app.add_subcommand("quota", "who uses how many GPUs: all teams, or one with its holders");
  command->add_option("TEAM", options->team, "one team; without it all, for whoever may list them");
  add_kubeconfig(*command, options->kubeconfig);
  command
      ->add_option_function<std::string>(
          "-o,--output", [options](const std::string& format) { options->json = format == "json"; }, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->callback(
      [&chosen, options] { chosen = [options](std::ostream& out, std::ostream& err) { return quota(*options, out, err); }; });
}

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
