// References between documents: each must lead somewhere, and what must be unique must be.

#pragma once

#include "core/policy/documents/draft.h"

namespace tollgate::policy {

void check_references(Draft& draft);
void check_unique(Draft& draft);

}  // namespace tollgate::policy
