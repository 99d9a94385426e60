// PodGates over the API server.

#pragma once

#include <chrono>
#include <string>

#include "adapters/kube_client/api.h"
#include "app/ports/pod_gates.h"

namespace tollgate::kube_client {

class GateKeeper final : public PodGates {
 public:
  // `api` outlives it. Each call takes at most `at_most`.
  explicit GateKeeper(Api& api, std::chrono::milliseconds at_most = std::chrono::seconds{10}) : api_{api}, at_most_{at_most} {}

  Result<void> lift(const quota::WaitingPod& pod) override;
  Result<void> say(const quota::WaitingPod& pod, const std::string& text) override;

 private:
  Api& api_;
  std::chrono::milliseconds at_most_;
};

}  // namespace tollgate::kube_client
