// NamespaceObjects over the API server.

#pragma once

#include <chrono>
#include <string>

#include "adapters/kube_client/api.h"
#include "app/ports/namespace_objects.h"

namespace tollgate::kube_client {

class NamespaceWriter final : public NamespaceObjects {
 public:
  // `api` outlives it. Each call takes at most `at_most` for each of its two requests.
  explicit NamespaceWriter(Api& api, std::chrono::milliseconds at_most = std::chrono::seconds{10})
      : api_{api}, at_most_{at_most} {}

  Result<void> set_team(const std::string& namespace_name, const std::string& team) override;
  Result<void> clear_team(const std::string& namespace_name) override;

 private:
  Api& api_;
  std::chrono::milliseconds at_most_;
};

}  // namespace tollgate::kube_client
