#include "adapters/kube_codec/maps.h"
#include "adapters/kube_codec/pod/parts.h"
#include "adapters/kube_codec/readers.h"

namespace tollgate::kube_codec {
namespace {

using model::ContainerSecurityContext;
using model::List;
using model::PodSecurityContext;
using model::SecurityContext;
using model::SeLinuxOptions;
using model::Text;

struct Profile {
  std::optional<Text> type;
};

constexpr Member<Profile> kProfile[] = {
    {"type", [](const Cursor& at, Profile& profile) { profile.type = at.text(); }},
};

// seccompProfile, appArmorProfile: one without a type is there all the same.
std::optional<Text> type_of_profile(const Cursor& at) {
  Profile profile;
  if (at.is_object()) profile.type = Text{};
  read_object(at, kProfile, profile);
  return profile.type;
}

template <std::optional<Text> SecurityContext::*kField>
void into_profile(const Cursor& at, SecurityContext& security) {
  security.*kField = type_of_profile(at);
}

constexpr Member<SeLinuxOptions> kSeLinuxOptions[] = {
    {"type", into_text<&SeLinuxOptions::type>},
    {"user", into_text<&SeLinuxOptions::user>},
    {"role", into_text<&SeLinuxOptions::role>},
};

constexpr Member<SecurityContext> kWindowsOptions[] = {
    {"hostProcess", into_flag<&SecurityContext::host_process>},
};

void read_texts(const Cursor& at, std::optional<List<Text>>& texts) {
  if (at.is_list(kMaxTexts)) read_text_list(at, texts.emplace(at.memory()));
}

constexpr Member<ContainerSecurityContext> kCapabilities[] = {
    {"add", [](const Cursor& at, ContainerSecurityContext& security) { read_texts(at, security.added_capabilities); }},
    {"drop", [](const Cursor& at, ContainerSecurityContext& security) { read_texts(at, security.dropped_capabilities); }},
};

constexpr Member<Text> kSysctl[] = {
    {"name", [](const Cursor& at, Text& name) { name = at.text(); }},
};

void read_sysctls(const Cursor& at, PodSecurityContext& security) {
  if (!at.is_list(kMaxItems)) return;
  List<Text>& names = security.sysctls.emplace(at.memory());
  names.reserve(at.value().size());
  for (const json::Value& item : at.value().items()) {
    const Cursor sysctl{at, names.size(), item};
    read_object(sysctl, kSysctl, names.emplace_back());
  }
}

// The rows that pods and containers have alike; `T` is one of the two.
template <class T>
constexpr Member<T> kRunAsNonRoot{"runAsNonRoot", into_optional_flag<&SecurityContext::run_as_non_root>};
template <class T>
constexpr Member<T> kRunAsUser{"runAsUser", [](const Cursor& at, T& security) { security.run_as_user = at.integer(); }};
template <class T>
constexpr Member<T> kSeccompProfile{
    "seccompProfile", [](const Cursor& at, T& security) { into_profile<&SecurityContext::seccomp_profile>(at, security); }};
template <class T>
constexpr Member<T> kAppArmorProfile{
    "appArmorProfile", [](const Cursor& at, T& security) { into_profile<&SecurityContext::app_armor_profile>(at, security); }};
template <class T>
constexpr Member<T> kSeLinux{"seLinuxOptions",
                             [](const Cursor& at, T& security) { read_object(at, kSeLinuxOptions, security.se_linux); }};
template <class T>
constexpr Member<T> kWindows{"windowsOptions",
                             [](const Cursor& at, T& security) { read_object<SecurityContext>(at, kWindowsOptions, security); }};

constexpr Member<PodSecurityContext> kPodSecurity[] = {
    kRunAsNonRoot<PodSecurityContext>,   kRunAsUser<PodSecurityContext>,
    kSeccompProfile<PodSecurityContext>, kAppArmorProfile<PodSecurityContext>,
    kSeLinux<PodSecurityContext>,        kWindows<PodSecurityContext>,
    {"sysctls", read_sysctls},
};

constexpr Member<ContainerSecurityContext> kContainerSecurity[] = {
    kRunAsNonRoot<ContainerSecurityContext>,
    kRunAsUser<ContainerSecurityContext>,
    kSeccompProfile<ContainerSecurityContext>,
    kAppArmorProfile<ContainerSecurityContext>,
    kSeLinux<ContainerSecurityContext>,
    kWindows<ContainerSecurityContext>,
    {"privileged", into_optional_flag<&ContainerSecurityContext::privileged>},
    {"allowPrivilegeEscalation", into_optional_flag<&ContainerSecurityContext::allow_privilege_escalation>},
    {"procMount",
     [](const Cursor& at, ContainerSecurityContext& security) {
       if (!at.value().is_null()) security.proc_mount = at.text();
     }},
    {"capabilities", [](const Cursor& at, ContainerSecurityContext& security) { read_object(at, kCapabilities, security); }},
};

}  // namespace

void read_pod_security(const Cursor& at, PodSecurityContext& security) { read_object(at, kPodSecurity, security); }

void read_container_security(const Cursor& at, ContainerSecurityContext& security) {
  read_object(at, kContainerSecurity, security);
}

}  // namespace tollgate::kube_codec
