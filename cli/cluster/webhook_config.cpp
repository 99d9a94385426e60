#include "cli/cluster/webhook_config.h"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <ostream>

#include "adapters/kube_codec/registration/webhook_configurations.h"
#include "core/policy/registration.h"
#include "core/result.h"

namespace tollgate::cli {
namespace {

using kube_codec::BaseUrl;
using kube_codec::ServiceAddress;
using kube_codec::WebhookAddress;

std::optional<int> port_from(std::string_view text) {
  int port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (problem != std::errc{} || end != text.data() + text.size() || port < 1 || port > 65535) return std::nullopt;
  return port;
}

Result<ServiceAddress> service_from(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::size_t colon = text.find(':');
  const std::optional<int> port = colon == std::string::npos ? 443 : port_from(std::string_view{text}.substr(colon + 1));
  if (slash == 0 || slash == std::string::npos || !port || colon <= slash + 1 || slash + 1 == text.size()) {
    return Error{ErrorCode::kInvalid, fmt::format("--service {}: expected NAMESPACE/NAME:PORT", text)};
  }
  return ServiceAddress{
      .namespace_name = text.substr(0, slash), .name = text.substr(slash + 1, colon - slash - 1), .port = *port};
}

// The API server takes neither a query nor a fragment; the path is the phase's.
Result<BaseUrl> url_from(std::string text) {
  constexpr std::string_view kScheme = "https://";
  while (text.ends_with('/')) text.pop_back();
  if (!text.starts_with(kScheme) || text.size() == kScheme.size() || text.find_first_of("?#@ ") != std::string::npos) {
    return Error{ErrorCode::kInvalid, fmt::format("--url {}: expected https://HOST:PORT", text)};
  }
  return BaseUrl{std::move(text)};
}

Result<std::string> ca_from(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::string pem{std::istreambuf_iterator<char>{file}, {}};
  if (!file) return Error{ErrorCode::kInvalid, fmt::format("--ca-file {}: cannot be read", path)};
  if (pem.find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    return Error{ErrorCode::kInvalid, fmt::format("--ca-file {}: holds no PEM certificate", path)};
  }
  if (pem.find("PRIVATE KEY-----") != std::string::npos) {
    return Error{ErrorCode::kInvalid,
                 fmt::format("--ca-file {}: holds a private key, and what is registered can be read by many", path)};
  }
  return pem;
}

Result<WebhookAddress> address_from(const WebhookConfigOptions& options) {
  if (options.service.empty() == options.url.empty()) return Error{ErrorCode::kInvalid, "give either --service or --url"};
  WebhookAddress address;
  if (options.url.empty()) {
    address.at = TRY(service_from(options.service));
  } else {
    address.at = TRY(url_from(options.url));
  }
  if (!options.ca_file.empty()) address.ca_pem = TRY(ca_from(options.ca_file));
  return address;
}

}  // namespace

int webhook_config(const WebhookConfigOptions& options, const policy::Site& site, std::ostream& out, std::ostream& err) {
  const Result<WebhookAddress> address = address_from(options);
  if (!address.ok()) {
    err << "tollgate: " << address.error().message << '\n';
    return 2;
  }
  out << kube_codec::webhook_configurations_yaml(policy::registration(site), *address);
  return 0;
}

}  // namespace tollgate::cli
