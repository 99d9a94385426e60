// tollgate-webhook's command line as a value.

#pragma once

#include <optional>
#include <string>
#include <variant>

#include "adapters/https/server.h"
#include "core/model/instant.h"

namespace tollgate::webhook {

// Where GPU quota is kept.
enum class LedgerStore {
  kApi,     // objects of the API server: exact for any number of replicas
  kMemory,  // this process: exact for one replica
};

struct Options {
  std::string policies = "policies";
  bool standalone = false;  // no API server: namespaces by name, for demos and load tests
  std::string kubeconfig;   // empty: the in-cluster service account
  LedgerStore ledger = LedgerStore::kApi;
  std::optional<Duration> reservation_ttl;  // of the ledgers in memory; absent: 90 s, standalone 30 s
  https::ServerOptions server;
  std::string metrics_listen = ":8080";
  std::string decision_log = "-";  // a file; "-" = standard output; empty = none
  Duration drain_grace = std::chrono::seconds{15};
};

// The options, or the exit code when there is nothing to run: help and version (0), a bad command line (2).
std::variant<Options, int> parse_options(int argc, const char* const* argv);

}  // namespace tollgate::webhook
