// sysctls (baseline, 1.0): only kernel parameters that are the pod's own and harm nobody else. The list grows with
// Kubernetes.
//   spec.securityContext.sysctls[*].name

#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "core/pss/checks.h"

namespace tollgate::pss {
namespace {

struct Sysctl {
  model::Text name;
  int since_minor;
};

constexpr std::array<Sysctl, 14> kHarmless{{
    {"kernel.shm_rmid_forced", 0},
    {"net.ipv4.ip_local_port_range", 0},
    {"net.ipv4.ip_unprivileged_port_start", 0},
    {"net.ipv4.tcp_syncookies", 0},
    {"net.ipv4.ping_group_range", 0},
    {"net.ipv4.ip_local_reserved_ports", 27},
    {"net.ipv4.tcp_keepalive_time", 29},
    {"net.ipv4.tcp_fin_timeout", 29},
    {"net.ipv4.tcp_keepalive_intvl", 29},
    {"net.ipv4.tcp_keepalive_probes", 29},
    {"net.ipv4.tcp_rmem", 32},
    {"net.ipv4.tcp_wmem", 32},
    {"net.ipv4.tcp_slow_start_after_idle", 37},
    {"net.ipv4.tcp_notsent_lowat", 37},
}};

bool is_harmless(model::Text name, int minor) {
  return std::ranges::any_of(kHarmless, [&](const Sysctl& known) { return known.name == name && known.since_minor <= minor; });
}

}  // namespace

void find_sysctls(const Judged& judged, Offences& offences) {
  if (!judged.pod.security.sysctls) return;
  for (const model::Text name : *judged.pod.security.sysctls) {
    if (is_harmless(name, judged.minor)) continue;
    offences.push_back({.field = fmt::format("spec.securityContext.sysctls[{}]", name),
                        .subject = std::string{name},
                        .value = std::string{name},
                        .text = "is not allowed",
                        .fix = {{}, "remove it"}});
  }
}

}  // namespace tollgate::pss
