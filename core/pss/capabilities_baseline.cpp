// capabilities_baseline (baseline, 1.0): a container adds no capability but those that container runtimes give by default.
//   spec.{initContainers,containers,ephemeralContainers}[*].securityContext.capabilities.add

#include <algorithm>
#include <array>

#include "core/pss/capabilities.h"
#include "core/pss/checks.h"

namespace tollgate::pss {
namespace {

constexpr std::array<model::Text, 13> kDefaults{"AUDIT_WRITE", "CHOWN",  "DAC_OVERRIDE",     "FOWNER",  "FSETID",
                                                "KILL",        "MKNOD",  "NET_BIND_SERVICE", "SETFCAP", "SETGID",
                                                "SETPCAP",     "SETUID", "SYS_CHROOT"};

bool is_default(model::Text capability) { return std::ranges::find(kDefaults, capability) != kDefaults.end(); }

}  // namespace

void find_capabilities_baseline(const Judged& judged, Offences& offences) {
  find_added_capabilities(judged, is_default, offences);
}

}  // namespace tollgate::pss
