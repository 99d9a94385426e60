// Where an API server is and how we prove who we are: from a kubeconfig file, or from what a pod is given.
//
// Values only. Files are named here and read by Credentials, again and again, because tokens and certificates rotate.

#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/result.h"

namespace tollgate::kube_client {

// A text given as such, or the file that holds it now. Both empty: not given.
struct FileOrText {
  std::string file;
  std::string text;

  [[nodiscard]] bool given() const { return !file.empty() || !text.empty(); }
  bool operator==(const FileOrText&) const = default;
};

struct Config {
  std::string server;       // https://host:port, without a slash at the end
  std::string server_name;  // verified instead of the URL's host, when not empty
  bool verify = true;
  FileOrText ca;
  FileOrText certificate;
  FileOrText key;
  FileOrText token;            // with both: the file's last good content wins, the text is the fallback
  std::string namespace_name;  // our own in a cluster, the context's in a kubeconfig; may be empty
  std::string source;          // for messages: the file, or "in-cluster"
};

// Certificates, tokens and token files are understood. Any other way to authenticate (exec, auth-provider, passwords,
// impersonation) and proxies are refused by name, never ignored. `context` empty: the file's current one.
Result<Config> read_kubeconfig(const std::string& path, const std::string& context = {});

using Environment = std::function<std::optional<std::string>(const char* name)>;
Environment process_environment();

// KUBERNETES_SERVICE_HOST and _PORT, and the service account's folder.
Result<Config> in_cluster_config(const Environment& environment,
                                 const std::string& folder = "/var/run/secrets/kubernetes.io/serviceaccount");

// `kubeconfig` when given; else $KUBECONFIG; else the pod's service account; else ~/.kube/config.
Result<Config> find_config(const std::string& kubeconfig, const Environment& environment);

// Where our own objects are: `chosen` when given; in a cluster the namespace we run in; else the one of the manifests.
std::string home_namespace(const Config& config, const std::string& chosen);

}  // namespace tollgate::kube_client
