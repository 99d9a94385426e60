// Whether the quotas in a tree of teams can hold together.

#pragma once

#include "core/policy/documents/draft.h"

namespace tollgate::policy {

void check_quotas(Draft& draft);

}  // namespace tollgate::policy
