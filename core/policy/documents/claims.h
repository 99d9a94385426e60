// Whose namespace: no name may belong to two teams.

#pragma once

#include "core/policy/documents/draft.h"

namespace tollgate::policy {

void check_claims(Draft& draft);

}  // namespace tollgate::policy
