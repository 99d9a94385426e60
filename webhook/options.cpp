#include "webhook/options.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <map>

namespace tollgate::webhook {
namespace {

template <class Target>  // a Duration, or an optional one
void add_duration(CLI::App& app, const std::string& flag, Target& target, const std::string& doc) {
  const auto read = [&target](const std::string& text) {
    const auto duration = https::parse_go_duration(text);
    if (!duration) throw CLI::ValidationError("\"" + text + "\" is not a duration such as 5s or 1m30s");
    target = *duration;
  };
  app.add_option_function<std::string>(flag, read, doc)->type_name("DURATION");
}

void add_size(CLI::App& app, const std::string& flag, std::size_t& target, const std::string& doc) {
  app.add_option(flag, target, doc)->transform(CLI::AsSizeValue(false))->type_name("BYTES");
}

void add_program_options(CLI::App& app, Options& options) {
  app.add_option("--policies", options.policies, "folder of policy YAML, re-read when it changes")->capture_default_str();
  auto* standalone = app.add_flag("--standalone", options.standalone, "no API server: namespaces belong to teams by name alone");
  app.add_option("--kubeconfig", options.kubeconfig, "API server to watch; default: the in-cluster service account")
      ->excludes(standalone);
  const std::map<std::string, LedgerStore> stores{{"api", LedgerStore::kApi}, {"memory", LedgerStore::kMemory}};
  app.add_option("--ledger", options.ledger,
                 "where GPU quota is kept: api (QuotaLedger objects; any number of replicas) or memory (exact for one replica). "
                 "Default: api, and memory with --standalone")
      ->transform(CLI::CheckedTransformer{stores}.description(""))
      ->type_name("api|memory");
  add_duration(app, "--reservation-ttl", options.reservation_ttl,
               "with --ledger memory: how long a pod that was allowed and never appeared keeps its quota (90s; 30s with "
               "--standalone)");
  app.add_option("--decision-log", options.decision_log, "file for one JSON line a decision; - is standard output, empty is none")
      ->capture_default_str();
  add_duration(app, "--drain-grace", options.drain_grace, "after SIGTERM, how long to go on serving (15s)");
}

void add_server_options(CLI::App& app, https::ServerOptions& server, https::CertificateFiles& files) {
  app.add_option("--listen", server.listen, "address of /mutate and /validate, over TLS")
      ->capture_default_str()
      ->group("Listener");
  app.add_option("--cert", files.certificate, "PEM certificate chain, re-read when it changes")->required()->group("Listener");
  app.add_option("--key", files.key, "PEM private key")->required()->group("Listener");
  app.add_option("--io-threads", server.io_threads, "0: as many as usable processors, at most 4")->group("Listener");
  app.add_option("--max-connections", server.max_connections, "above: the longest idle makes room (4096)")->group("Limits");
  add_size(app, "--max-header-bytes", server.max_header_bytes, "request line and headers (16 KiB)");
  add_size(app, "--max-body-bytes", server.max_body_bytes, "one request's body (7 MiB)");
  add_size(app, "--max-buffered-bytes", server.max_buffered_bytes, "bodies of all connections together; above: 503 (256 MiB)");
  add_duration(app, "--handshake-timeout", server.handshake_timeout, "TLS handshake (5s)");
  add_duration(app, "--header-timeout", server.header_timeout, "from a request's first byte to the end of its header (5s)");
  add_duration(app, "--body-timeout", server.body_timeout, "the body (10s)");
  add_duration(app, "--write-timeout", server.write_timeout, "the answer (10s)");
  add_duration(app, "--idle-timeout", server.idle_timeout,
               "between requests; more than 90s, as long as the API server keeps one (150s)");
}

// What only makes sense together, said before anything starts.
void settle_ledger(const CLI::App& app, Options& options) {
  if (options.standalone && app.count("--ledger") > 0 && options.ledger == LedgerStore::kApi) {
    throw CLI::ValidationError("--ledger api keeps quota at the API server, and --standalone has none: use --ledger memory");
  }
  if (options.standalone) options.ledger = LedgerStore::kMemory;
  if (options.ledger == LedgerStore::kApi && options.reservation_ttl) {
    throw CLI::ValidationError("--reservation-ttl is for --ledger memory: with --ledger api the controller ends reservations");
  }
}

}  // namespace

std::variant<Options, int> parse_options(int argc, const char* const* argv) {
  Options options;
  https::CertificateFiles files;
  CLI::App app{"Answers the API server's admission calls by a folder of policy.", "tollgate-webhook"};
  app.set_version_flag("--version", TOLLGATE_VERSION);
  add_program_options(app, options);
  add_server_options(app, options.server, files);
  app.add_option("--metrics-listen", options.metrics_listen, "address of /livez, /readyz and /metrics, plain HTTP")
      ->capture_default_str()
      ->group("Listener");
  try {
    app.parse(argc, argv);
    settle_ledger(app, options);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem, std::cout, std::cerr) == 0 ? 0 : 2;
  }
  options.server.tls = std::move(files);
  return options;
}

}  // namespace tollgate::webhook
