#include "core/pss/check.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <charconv>

#include "core/pss/checks.h"

namespace tollgate::pss {
namespace {

constexpr std::array kChecks{
    Check{"allowPrivilegeEscalation", Level::kRestricted, 8, "", "no process gains more powers than its parent had",
          find_allow_privilege_escalation},
    Check{"appArmorProfile", Level::kBaseline, 0, "", "AppArmor confines every container", find_app_armor_profile},
    Check{"capabilities_baseline", Level::kBaseline, 0, "", "only capabilities that every container has by default",
          find_capabilities_baseline},
    Check{"capabilities_restricted", Level::kRestricted, 22, "capabilities_baseline",
          "every container drops ALL and adds at most NET_BIND_SERVICE", find_capabilities_restricted},
    Check{"hostNamespaces", Level::kBaseline, 0, "", "no namespace of the node is shared: hostNetwork, hostPID, hostIPC",
          find_host_namespaces},
    Check{"hostPathVolumes", Level::kBaseline, 0, "", "no volume is a path of the node", find_host_path_volumes},
    Check{"hostPorts", Level::kBaseline, 0, "", "no container takes a port of the node", find_host_ports},
    Check{"hostProbesAndHostLifecycle", Level::kBaseline, 34, "", "probes and hooks name no host",
          find_host_probes_and_host_lifecycle},
    Check{"privileged", Level::kBaseline, 0, "", "no container is privileged", find_privileged},
    Check{"procMount", Level::kBaseline, 0, "",
          "/proc is masked; from 1.35 on, not in a user namespace of the pod's "
          "own",
          find_proc_mount},
    Check{"procMount_restricted", Level::kRestricted, 35, "procMount", "/proc is masked, also in a user namespace",
          find_proc_mount_restricted},
    Check{"restrictedVolumes", Level::kRestricted, 0, "hostPathVolumes", "volumes are of kinds that reach nothing of the node",
          find_restricted_volumes},
    Check{"runAsNonRoot", Level::kRestricted, 0, "", "nothing runs as root", find_run_as_non_root},
    Check{"runAsUser", Level::kRestricted, 23, "", "the user is not 0", find_run_as_user},
    Check{"seLinuxOptions", Level::kBaseline, 0, "", "SELinux confines every container", find_se_linux_options},
    Check{"seccompProfile_baseline", Level::kBaseline, 0, "", "seccomp is not switched off", find_seccomp_profile_baseline},
    Check{"seccompProfile_restricted", Level::kRestricted, 19, "seccompProfile_baseline", "seccomp is switched on",
          find_seccomp_profile_restricted},
    Check{"sysctls", Level::kBaseline, 0, "", "only kernel parameters that change nothing outside of the pod", find_sysctls},
    Check{"windowsHostProcess", Level::kBaseline, 0, "", "no Windows container is a process of the node",
          find_windows_host_process},
};

}  // namespace

std::span<const Check> checks() { return kChecks; }

Result<Level> level_from(std::string_view text) {
  if (text == "privileged") return Level::kPrivileged;
  if (text == "baseline") return Level::kBaseline;
  if (text == "restricted") return Level::kRestricted;
  return Error{ErrorCode::kInvalid, fmt::format("\"{}\" is not a level: privileged, baseline or restricted", text)};
}

Result<int> minor_from(std::string_view text) {
  if (text == "latest") return kLatest;
  const std::string_view version = text.starts_with('v') ? text.substr(1) : text;
  int minor = -1;
  if (version.starts_with("1.")) {
    const char* end = version.data() + version.size();
    const auto [rest, code] = std::from_chars(version.data() + 2, end, minor);
    if (code == std::errc{} && rest == end && minor >= 0 && minor < kLatest) return minor;
  }
  return Error{ErrorCode::kInvalid, fmt::format("\"{}\" is not a version: latest, or 1.N", text)};
}

std::vector<const Check*> select(Level level, int minor) {
  std::vector<const Check*> selected;
  selected.reserve(checks().size());
  for (const Check& check : checks()) {
    if (check.level <= level && check.since_minor <= minor) selected.push_back(&check);
  }
  const std::vector<const Check*> asked = selected;
  std::erase_if(selected,
                [&](const Check* check) { return std::ranges::find(asked, check->id, &Check::overrides) != asked.end(); });
  return selected;
}

}  // namespace tollgate::pss
