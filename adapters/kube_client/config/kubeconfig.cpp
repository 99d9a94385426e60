#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string_view>

#include "adapters/kube_client/config/base64.h"
#include "adapters/kube_client/config/config.h"

namespace tollgate::kube_client {
namespace {

Error invalid(std::string message) { return {ErrorCode::kInvalid, std::move(message)}; }

std::string text_at(const YAML::Node& node, const char* key) {
  const YAML::Node value = node[key];
  return value && value.IsScalar() ? value.Scalar() : std::string{};
}

// The `inner` part of the entry called `name` in the list `list`.
Result<YAML::Node> entry(const YAML::Node& root, const char* list, const char* inner, const std::string& name) {
  const YAML::Node entries = root[list];
  if (entries && entries.IsSequence()) {
    for (const YAML::Node& each : entries) {
      if (each.IsMap() && text_at(each, "name") == name && each[inner] && each[inner].IsMap()) return YAML::Node{each[inner]};
    }
  }
  return invalid(fmt::format("no {} called \"{}\"", inner, name));
}

bool says_something(const YAML::Node& value) {
  return value.IsDefined() && !value.IsNull() && !(value.IsScalar() && (value.Scalar().empty() || value.Scalar() == "false"));
}

// A key nobody acts on must not be passed over: it may be the one that makes the connection safe, or work at all.
Result<void> only(const YAML::Node& node, std::initializer_list<std::string_view> known, std::string_view what) {
  for (const auto& pair : node) {  // (yaml-cpp's pairs cannot be taken apart by a structured binding)
    const std::string& key = pair.first.Scalar();
    if (std::ranges::find(known, key) != known.end() || !says_something(pair.second)) continue;
    return invalid(fmt::format("{}: \"{}\" is not supported; use a client certificate, a token or a tokenFile", what, key));
  }
  return {};
}

// `key` names a file, relative to the kubeconfig; `key`-data holds the same in base64 and wins.
Result<FileOrText> file_or_data(const YAML::Node& node, const std::string& key, const std::filesystem::path& folder) {
  const std::string data = text_at(node, (key + "-data").c_str());
  if (!data.empty()) {
    const std::optional<std::string> decoded = base64_decode(data);
    if (!decoded) return invalid(fmt::format("{}-data is not base64", key));
    return FileOrText{.file = {}, .text = *decoded};
  }
  const std::string file = text_at(node, key.c_str());
  return FileOrText{.file = file.empty() ? file : (folder / file).string(), .text = {}};
}

Result<void> read_cluster(const YAML::Node& cluster, const std::filesystem::path& folder, Config& config) {
  TRY(only(cluster,
           {"server", "certificate-authority", "certificate-authority-data", "insecure-skip-tls-verify", "tls-server-name",
            "disable-compression", "extensions"},
           "cluster"));
  config.server = text_at(cluster, "server");
  while (config.server.ends_with('/')) config.server.pop_back();
  if (!config.server.starts_with("https://") && !config.server.starts_with("http://"))
    return invalid("cluster: server is not a URL");
  config.verify = text_at(cluster, "insecure-skip-tls-verify") != "true";
  config.server_name = text_at(cluster, "tls-server-name");
  config.ca = TRY(file_or_data(cluster, "certificate-authority", folder));
  return {};
}

Result<void> read_user(const YAML::Node& user, const std::filesystem::path& folder, Config& config) {
  TRY(only(user,
           {"client-certificate", "client-certificate-data", "client-key", "client-key-data", "token", "tokenFile", "extensions"},
           "user"));
  config.certificate = TRY(file_or_data(user, "client-certificate", folder));
  config.key = TRY(file_or_data(user, "client-key", folder));
  if (config.certificate.given() != config.key.given()) return invalid("user: client-certificate and client-key go together");
  const std::string file = text_at(user, "tokenFile");
  config.token = {.file = file.empty() ? file : (folder / file).string(), .text = text_at(user, "token")};
  return {};
}

Result<Config> read(const std::string& path, const std::string& wanted) {
  const YAML::Node root = YAML::LoadFile(path);
  if (!root.IsMap()) return invalid("not a kubeconfig");
  const std::string context_name = wanted.empty() ? text_at(root, "current-context") : wanted;
  if (context_name.empty()) return invalid("no current-context");
  const YAML::Node context = TRY(entry(root, "contexts", "context", context_name));
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  Config config;
  config.source = path;
  config.namespace_name = text_at(context, "namespace");
  const YAML::Node cluster = TRY(entry(root, "clusters", "cluster", text_at(context, "cluster")));
  const YAML::Node user = TRY(entry(root, "users", "user", text_at(context, "user")));
  TRY(read_cluster(cluster, folder, config));
  TRY(read_user(user, folder, config));
  return config;
}

}  // namespace

Result<Config> read_kubeconfig(const std::string& path, const std::string& context) {
  try {
    Result<Config> config = read(path, context);
    if (config) return config;
    return std::move(config).error().during(path);
  } catch (const YAML::BadFile&) {
    return Error{ErrorCode::kNotFound, path + ": cannot be read"};
  } catch (const std::exception& mistake) {
    return invalid(path + ": " + mistake.what());
  }
}

}  // namespace tollgate::kube_client
