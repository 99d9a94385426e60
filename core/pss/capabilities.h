// What the two checks of capabilities have in common.

#pragma once

#include "core/pss/check.h"

namespace tollgate::pss {

// Each container that adds a capability which neither `allows` nor the judged pod's own allowance names: one offence a
// container, so that its whole list is mended at once.
void find_added_capabilities(const Judged& judged, bool (*allows)(model::Text capability), Offences& offences);

}  // namespace tollgate::pss
