// ChargedPods by listing one namespace's pods, and the quota ledgers.

#pragma once

#include <functional>
#include <optional>
#include <string>

#include "adapters/kube_client/api.h"
#include "app/ports/charged_pods.h"
#include "app/ports/ledger_objects.h"
#include "core/policy/gpu/counted.h"

namespace tollgate::kube_client {

class NamespaceCharges final : public ChargedPods {
 public:
  // What a pod is charged, by the policy now at work.
  using ChargeOf = std::function<Result<std::optional<policy::CountedCharge>>(const model::Pod&)>;

  // What it refers to outlives it. A cluster that keeps no ledgers has no promises.
  NamespaceCharges(Api& api, LedgerObjects& ledgers, ChargeOf charge_of)
      : api_{api}, ledgers_{ledgers}, charge_of_{std::move(charge_of)} {}

  Result<int> count(const std::string& namespace_name, const std::string& team) override;

 private:
  Result<int> pods(const std::string& namespace_name, const std::string& team);
  Result<int> promises(const std::string& namespace_name, const std::string& team);

  Api& api_;
  LedgerObjects& ledgers_;
  ChargeOf charge_of_;
};

}  // namespace tollgate::kube_client
