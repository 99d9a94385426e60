// Where people read their teams' quotas.
//
// Calls block for a bounded time; none retries on a lost answer. Each write is declarative: doing it twice is the same as
// once. Implementations pass tests/contract/team_quotas_contract.h.

#pragma once

#include <string>
#include <vector>

#include "core/quota/team_quota.h"
#include "core/result.h"

namespace tollgate {

class TeamQuotas {
 public:
  // All that are shown. One that cannot be read is shown as its team's name alone, so that it is written anew or removed.
  virtual Result<std::vector<quota::TeamQuota>> list() = 0;

  // From now on people see exactly this of the team.
  virtual Result<void> write(const quota::TeamQuota& quota) = 0;

  // Of a team that is gone. A value also when nothing was shown.
  virtual Result<void> remove(const std::string& team) = 0;

 protected:
  ~TeamQuotas() = default;
};

}  // namespace tollgate
