// tollgate-controller's command line as a value.

#pragma once

#include <chrono>
#include <string>
#include <variant>

namespace tollgate::controller {

struct Options {
  std::string policies = "policies";
  std::string kubeconfig;      // empty: $KUBECONFIG, the in-cluster service account, or ~/.kube/config
  std::string namespace_name;  // of the Lease and the records; empty: the one we run in
  std::chrono::seconds interval{30};
  std::chrono::seconds lease_duration{15};   // after which another replica may lead
  std::chrono::seconds reservation_ttl{90};  // of a quota that was promised to a pod which never came
  std::string metrics_listen = ":8080";
};

// The options, or the exit code when there is nothing to run: help and version (0), a bad command line (2).
std::variant<Options, int> parse_options(int argc, const char* const* argv);

}  // namespace tollgate::controller
