// PodLookup by the API server.

#pragma once

#include "adapters/kube_client/api.h"
#include "app/ports/pod_lookup.h"

namespace tollgate::kube_client {

class PodReader final : public PodLookup {
 public:
  explicit PodReader(Api& api) : api_{api} {}

  Result<bool> look(const std::string& name, std::chrono::milliseconds at_most,
                    const std::function<void(const model::Pod&)>& visit) override;

 private:
  Api& api_;
};

// "namespace/name" of a pod → its path.
std::string pod_path(std::string_view name);

}  // namespace tollgate::kube_client
