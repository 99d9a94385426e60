// tollgate-webhook's command line as a value.

#pragma once

#include <optional>
#include <string>
#include <variant>

#include "adapters/https/server.h"
#include "core/model/instant.h"

namespace tollgate::webhook {

struct Options {
  std::string policies = "policies";
  bool standalone = false;                  // no API server: namespaces by name, for demos and load tests
  std::string kubeconfig;                   // empty: the in-cluster service account
  std::string ledger = "memory";            // where quota is kept; memory: exact for one replica
  std::optional<Duration> reservation_ttl;  // absent: 90 s, standalone 30 s
  https::ServerOptions server;
  std::string metrics_listen = ":8080";
  std::string decision_log = "-";  // a file; "-" = standard output; empty = none
  Duration drain_grace = std::chrono::seconds{15};
};

// The options, or the exit code when there is nothing to run: help and version (0), a bad command line (2).
std::variant<Options, int> parse_options(int argc, const char* const* argv);

}  // namespace tollgate::webhook
