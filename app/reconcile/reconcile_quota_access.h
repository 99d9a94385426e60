// The use case that lets people read their teams' quotas: observe, plan, apply.

#pragma once

#include <string>
#include <vector>

#include "app/ports/quota_access.h"
#include "core/policy/site.h"

namespace tollgate::reconcile {

struct QuotaAccessOutcome {
  int written = 0;
  std::vector<std::string> failures;  // what could not be done now: another pass is due
};

// One pass. Writes nothing when all is right; one failure does not keep the others from being put right.
QuotaAccessOutcome reconcile_quota_access(const policy::Site& site, QuotaAccess& access);

}  // namespace tollgate::reconcile
