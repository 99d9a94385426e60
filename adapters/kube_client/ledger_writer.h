// LedgerObjects over the API server.

#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "adapters/kube_client/api.h"
#include "app/ports/ledger_objects.h"

namespace tollgate::kube_client {

class LedgerWriter final : public LedgerObjects {
 public:
  // `api` outlives it. Each request takes at most `at_most`; a call makes three at most.
  explicit LedgerWriter(Api& api, std::chrono::milliseconds at_most = std::chrono::seconds{10}) : api_{api}, at_most_{at_most} {}

  Result<std::vector<reconcile::ObservedLedger>> list() override;
  Result<void> create(const std::string& root, const quota::LedgerSpec& spec) override;
  Result<void> write_spec(const reconcile::ObservedLedger& seen, const quota::LedgerSpec& spec) override;
  Result<void> remove(const reconcile::ObservedLedger& seen) override;

 private:
  Result<std::string> let_go(const reconcile::ObservedLedger& seen);

  Api& api_;
  std::chrono::milliseconds at_most_;
};

}  // namespace tollgate::kube_client
