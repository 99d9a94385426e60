// A Registration as the two objects the API server takes, in YAML that is read and reviewed by people.

#pragma once

#include <optional>
#include <string>
#include <variant>

#include "core/policy/registration.h"

namespace tollgate::kube_codec {

struct ServiceAddress {
  std::string namespace_name;
  std::string name;
  int port = 443;
};

struct BaseUrl {
  std::string url;  // "https://host:port", without a slash at the end; the phase's path is appended
};

struct WebhookAddress {
  std::variant<ServiceAddress, BaseUrl> at;
  std::optional<std::string> ca_pem;  // whom the API server trusts; absent = left to whoever injects it
};

// A MutatingWebhookConfiguration and a ValidatingWebhookConfiguration, both named "tollgate".
std::string webhook_configurations_yaml(const policy::Registration& registration, const WebhookAddress& address);

}  // namespace tollgate::kube_codec
