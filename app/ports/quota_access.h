// Who may read the teams' quotas, as the cluster's access rules have it.
//
// Calls block for a bounded time; none retries on a lost answer. Each write is declarative: doing it twice is the same as
// once. Only what was granted here is listed, changed or revoked. Implementations pass tests/contract/quota_access_contract.h.

#pragma once

#include <string>
#include <vector>

#include "core/reconcile/quota_readers.h"
#include "core/result.h"

namespace tollgate {

class QuotaAccess {
 public:
  // What is granted. A grant that somebody has changed or taken half away is listed with nobody in it.
  virtual Result<std::vector<reconcile::QuotaReaders>> list() = 0;

  // From now on exactly these may read.
  virtual Result<void> grant(const reconcile::QuotaReaders& readers) = 0;

  // Of a team that is gone; empty: of the admins. A value also when nothing was granted.
  virtual Result<void> revoke(const std::string& team) = 0;

 protected:
  ~QuotaAccess() = default;
};

}  // namespace tollgate
