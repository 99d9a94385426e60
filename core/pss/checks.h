// The checks, one file each. Each finds every place in the pod that offends; none stops at the first.

#pragma once

#include "core/pss/check.h"

namespace tollgate::pss {

void find_privileged(const model::Pod& pod, Offences& offences);
void find_host_namespaces(const model::Pod& pod, Offences& offences);
void find_host_path_volumes(const model::Pod& pod, Offences& offences);

}  // namespace tollgate::pss
