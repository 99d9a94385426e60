// What a pod or a container says about its own powers: `securityContext`, as far as some rule judges it.
//
// A request-scoped view (metadata.h). Nothing is inherited or defaulted here: what a container leaves out is absent, and
// whether the pod's value then counts is the judge's affair.

#pragma once

#include <cstdint>
#include <optional>

#include "core/model/pod/metadata.h"

namespace tollgate::model {

// Absent and empty are the same to SELinux.
struct SeLinuxOptions {
  Text type;
  Text user;
  Text role;
  bool operator==(const SeLinuxOptions&) const = default;
};

// What pods and containers have alike. Of a profile only its type is kept: present, maybe empty, when the profile is.
struct SecurityContext {
  std::optional<bool> run_as_non_root;
  std::optional<std::int64_t> run_as_user;
  std::optional<Text> seccomp_profile;
  std::optional<Text> app_armor_profile;
  SeLinuxOptions se_linux;
  bool host_process = false;  // windowsOptions.hostProcess
  bool operator==(const SecurityContext&) const = default;
};

struct PodSecurityContext : SecurityContext {
  std::optional<List<Text>> sysctls;  // their names
  bool operator==(const PodSecurityContext&) const = default;
};

struct ContainerSecurityContext : SecurityContext {
  std::optional<bool> privileged;
  std::optional<bool> allow_privilege_escalation;
  std::optional<Text> proc_mount;
  std::optional<List<Text>> added_capabilities;    // capabilities.add
  std::optional<List<Text>> dropped_capabilities;  // capabilities.drop
  bool operator==(const ContainerSecurityContext&) const = default;
};

}  // namespace tollgate::model
