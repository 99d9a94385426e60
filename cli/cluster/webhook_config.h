// `tollgate webhook-config`: the policy's registration at the API server, as YAML for kubectl or for Git.

#pragma once

#include <iosfwd>
#include <string>

#include "core/policy/site.h"

namespace tollgate::cli {

struct WebhookConfigOptions {
  std::string service;  // "namespace/name:port"; without a port 443
  std::string url;      // "https://host:port"; exactly one of the two is given
  std::string ca_file;  // PEM; empty = caBundle is left out
};

// The exit code: 0, or 2 when an option makes no sense.
int webhook_config(const WebhookConfigOptions& options, const policy::Site& site, std::ostream& out, std::ostream& err);

}  // namespace tollgate::cli
