#include "adapters/kube_client/config/config.h"

#include <cstdlib>
#include <filesystem>

#include "adapters/kube_client/config/files.h"

namespace tollgate::kube_client {

Environment process_environment() {
  return [](const char* name) -> std::optional<std::string> {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing here calls setenv
    if (value == nullptr) return std::nullopt;
    return std::string{value};
  };
}

Result<Config> in_cluster_config(const Environment& environment, const std::string& folder) {
  const std::optional<std::string> host = environment("KUBERNETES_SERVICE_HOST");
  const std::optional<std::string> port = environment("KUBERNETES_SERVICE_PORT");
  if (!host || host->empty() || !port || port->empty()) {
    return Error{ErrorCode::kNotFound, "not in a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set"};
  }
  const bool is_ipv6 = host->find(':') != std::string::npos;
  Config config;
  config.server = "https://" + (is_ipv6 ? "[" + *host + "]" : *host) + ":" + *port;
  config.ca.file = folder + "/ca.crt";
  config.token.file = folder + "/token";
  const Result<std::string> namespace_name = read_file(folder + "/namespace");
  if (namespace_name) config.namespace_name = *namespace_name;
  config.source = "in-cluster";
  return config;
}

Result<Config> find_config(const std::string& kubeconfig, const Environment& environment) {
  if (!kubeconfig.empty()) return read_kubeconfig(kubeconfig);
  const std::optional<std::string> listed = environment("KUBECONFIG");
  if (listed && !listed->empty()) {
    if (listed->find(':') != std::string::npos) {
      return Error{ErrorCode::kInvalid, "KUBECONFIG lists several files, which are not merged here: name one"};
    }
    return read_kubeconfig(*listed);
  }
  if (environment("KUBERNETES_SERVICE_HOST")) return in_cluster_config(environment);
  const std::string file = environment("HOME").value_or("") + "/.kube/config";
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored)) return read_kubeconfig(file);
  return Error{ErrorCode::kNotFound, "no API server known: give --kubeconfig, set KUBECONFIG, or run in a pod"};
}

std::string home_namespace(const Config& config, const std::string& chosen) {
  if (!chosen.empty()) return chosen;
  return config.source == "in-cluster" && !config.namespace_name.empty() ? config.namespace_name : "tollgate-system";
}

}  // namespace tollgate::kube_client
