// The checks, one file each. Each finds every place in the pod that offends; none stops at the first, and none allocates
// where there is nothing to find.

#pragma once

#include "core/pss/check.h"

namespace tollgate::pss {

void find_allow_privilege_escalation(const Judged& judged, Offences& offences);
void find_app_armor_profile(const Judged& judged, Offences& offences);
void find_capabilities_baseline(const Judged& judged, Offences& offences);
void find_capabilities_restricted(const Judged& judged, Offences& offences);
void find_host_namespaces(const Judged& judged, Offences& offences);
void find_host_path_volumes(const Judged& judged, Offences& offences);
void find_host_ports(const Judged& judged, Offences& offences);
void find_host_probes_and_host_lifecycle(const Judged& judged, Offences& offences);
void find_privileged(const Judged& judged, Offences& offences);
void find_proc_mount(const Judged& judged, Offences& offences);
void find_proc_mount_restricted(const Judged& judged, Offences& offences);
void find_restricted_volumes(const Judged& judged, Offences& offences);
void find_run_as_non_root(const Judged& judged, Offences& offences);
void find_run_as_user(const Judged& judged, Offences& offences);
void find_se_linux_options(const Judged& judged, Offences& offences);
void find_seccomp_profile_baseline(const Judged& judged, Offences& offences);
void find_seccomp_profile_restricted(const Judged& judged, Offences& offences);
void find_sysctls(const Judged& judged, Offences& offences);
void find_windows_host_process(const Judged& judged, Offences& offences);

}  // namespace tollgate::pss
