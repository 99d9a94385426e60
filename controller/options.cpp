#include "controller/options.h"

#include <CLI/CLI.hpp>

#include <iostream>

#include "adapters/https/http.h"

namespace tollgate::controller {
namespace {

void read_seconds(const std::string& text, std::chrono::seconds& into) {
  const auto duration = https::parse_go_duration(text);
  if (!duration || *duration < std::chrono::seconds{1})
    throw CLI::ValidationError("\"" + text + "\" is not a duration of at least 1s");
  into = std::chrono::duration_cast<std::chrono::seconds>(*duration);
}

void add_seconds(CLI::App& app, const std::string& name, std::chrono::seconds& into, const std::string& help) {
  app.add_option_function<std::string>(
         name, [&into](const std::string& text) { read_seconds(text, into); }, help)
      ->type_name("DURATION");
}

}  // namespace

std::variant<Options, int> parse_options(int argc, const char* const* argv) {
  Options options;
  CLI::App app{"Keeps namespaces and Slurm in step with a folder of policy.", "tollgate-controller"};
  app.set_version_flag("--version", TOLLGATE_VERSION);
  app.add_option("--policies", options.policies, "folder of policy YAML, re-read when it changes")->capture_default_str();
  app.add_option("--kubeconfig", options.kubeconfig, "default: $KUBECONFIG, the in-cluster service account, or ~/.kube/config");
  app.add_option("--namespace", options.namespace_name,
                 "where the Lease and the records are kept; default: our own, else tollgate-system");
  add_seconds(app, "--interval", options.interval, "between passes that nothing else has caused (30s)");
  add_seconds(app, "--lease-duration", options.lease_duration, "after which another replica leads when this one is gone (15s)");
  add_seconds(app, "--reservation-ttl", options.reservation_ttl,
              "how long quota is kept for a pod that was allowed and does not come; longer than any create takes, which is the "
              "webhook's timeout and 34s in the API server: not below 60s but in tests (90s)");
  app.add_option("--metrics-listen", options.metrics_listen, "address of /livez, /readyz and /metrics, plain HTTP")
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem, std::cout, std::cerr) == 0 ? 0 : 2;
  }
  return options;
}

}  // namespace tollgate::controller
