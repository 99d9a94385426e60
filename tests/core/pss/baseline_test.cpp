// The checks of level baseline, each by tables of what passes and what does not.

#include "tests/core/pss/pods.h"

namespace tollgate::pss {
namespace {

using model::Container;
using model::Pod;
using model::SecurityContext;
using model::Text;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

Pod annotated(Text key, Text value) {
  Pod pod = a_pod();
  pod.metadata.annotations.emplace().push_back({key, value});
  return pod;
}

TEST(AppArmorProfile, IsLeftAloneOrConfines) {
  const auto found = [](Text type) {
    return fields("appArmorProfile", everywhere([&](SecurityContext& security) { security.app_armor_profile = type; }));
  };
  EXPECT_THAT(fields("appArmorProfile", a_pod()), IsEmpty());
  for (const Text good : {"RuntimeDefault", "Localhost"}) EXPECT_THAT(found(good), IsEmpty()) << good;
  for (const Text bad : {"Unconfined", "", "runtimedefault", "FutureProfile"}) {
    EXPECT_THAT(found(bad), ElementsAreArray(of_all("appArmorProfile.type"))) << bad;
  }
}

TEST(AppArmorProfile, IsReadFromAnnotationsToo) {
  constexpr Text kKey = "container.apparmor.security.beta.kubernetes.io/c";
  for (const Text good : {"", "runtime/default", "localhost/", "localhost/mine"}) {
    EXPECT_THAT(fields("appArmorProfile", annotated(kKey, good)), IsEmpty()) << good;
  }
  for (const Text bad : {"unconfined", "docker/default", "Localhost/mine"}) {
    EXPECT_THAT(fields("appArmorProfile", annotated(kKey, bad)), ElementsAre("metadata.annotations." + std::string{kKey})) << bad;
  }
  EXPECT_THAT(fields("appArmorProfile", annotated("apparmor.example.com/c", "unconfined")), IsEmpty());
}

Pod adding(std::initializer_list<Text> capabilities) {
  return with_containers([&](Container& container) { container.security.added_capabilities.emplace(capabilities); });
}

TEST(CapabilitiesBaseline, AreThoseThatContainersHaveByDefault) {
  EXPECT_THAT(fields("capabilities_baseline", adding({})), IsEmpty());
  EXPECT_THAT(
      fields("capabilities_baseline", adding({"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD",
                                              "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"})),
      IsEmpty());
  for (const Text bad : {"NET_RAW", "SYS_ADMIN", "ALL", "CAP_CHOWN", "chown", ""}) {
    EXPECT_THAT(fields("capabilities_baseline", adding({"CHOWN", bad})),
                ElementsAreArray(of_containers("securityContext.capabilities.add")))
        << bad;
  }
}

TEST(CapabilitiesBaseline, AreMendedByOneLine) {
  const Pod pod = adding({"NET_ADMIN", "CHOWN", "SYS_PTRACE", "KILL"});
  const Offence offence = offences("capabilities_baseline", {.pod = pod}).at(1);
  EXPECT_EQ(offence.text, "must not contain NET_ADMIN, SYS_PTRACE");
  EXPECT_EQ(fix_line(offence), "spec.containers[c].securityContext.capabilities.add: [CHOWN, KILL]");
}

TEST(CapabilitiesBaseline, MayBeAllowedBesides) {
  const Pod pod = adding({"IPC_LOCK", "CHOWN"});
  const std::vector<std::string> allowed{"SYS_NICE", "IPC_LOCK"};
  EXPECT_THAT(offences("capabilities_baseline", {.pod = pod, .capabilities = allowed}), IsEmpty());
  EXPECT_THAT(fields("capabilities_baseline", pod), testing::SizeIs(3));
}

TEST(HostNamespaces, AreRefusedEachByItself) {
  Pod pod = a_pod();
  EXPECT_THAT(fields("hostNamespaces", pod), IsEmpty());
  pod.host_network = pod.host_pid = pod.host_ipc = true;
  EXPECT_THAT(fields("hostNamespaces", pod), ElementsAre("spec.hostNetwork", "spec.hostPID", "spec.hostIPC"));
  pod.host_network = pod.host_ipc = false;
  EXPECT_EQ(fix_line(offences("hostNamespaces", {.pod = pod}).at(0)), "spec.hostPID: false");
}

TEST(HostPathVolumes, AreRefusedWhateverThePath) {
  Pod pod = a_pod();
  for (const std::optional<Text> path : {std::optional<Text>{"/tmp"}, std::optional<Text>{""}, std::optional<Text>{}}) {
    model::Volume& volume = pod.volumes.emplace_back();
    volume.name = path.value_or("none");
    volume.host_path = path;
  }
  EXPECT_THAT(fields("hostPathVolumes", pod), ElementsAre("spec.volumes[/tmp].hostPath", "spec.volumes[].hostPath"));
}

TEST(HostPorts, AreRefusedInEveryContainer) {
  const Pod pod = with_containers([](Container& container) { container.host_ports = model::List<std::int64_t>{80, 443}; });
  EXPECT_THAT(fields("hostPorts", a_pod()), IsEmpty());
  EXPECT_THAT(fields("hostPorts", pod), ElementsAreArray(of_containers("ports.hostPort")));
  EXPECT_EQ(offences("hostPorts", {.pod = pod}).at(0).text, "must not be 80, 443");
}

TEST(HostProbesAndHostLifecycle, NameNoHost) {
  const Pod pod = with_containers([](Container& container) {
    container.named_hosts = model::List<model::NamedHost>{{"lifecycle.preStop.httpGet.host", "127.0.0.1"}};
  });
  EXPECT_THAT(fields("hostProbesAndHostLifecycle", a_pod()), IsEmpty());
  EXPECT_THAT(fields("hostProbesAndHostLifecycle", pod), ElementsAreArray(of_containers("lifecycle.preStop.httpGet.host")));
}

TEST(Privileged, IsRefusedInEveryContainer) {
  const auto found = [](std::optional<bool> privileged) {
    return fields("privileged", with_containers([&](Container& container) { container.security.privileged = privileged; }));
  };
  EXPECT_THAT(found({}), IsEmpty());
  EXPECT_THAT(found(false), IsEmpty());
  EXPECT_THAT(found(true), ElementsAreArray(of_containers("securityContext.privileged")));
}

TEST(ProcMount, StaysTheDefault) {
  const auto found = [](Text mount) {
    return fields("procMount", with_containers([&](Container& container) { container.security.proc_mount = mount; }));
  };
  EXPECT_THAT(fields("procMount", a_pod()), IsEmpty());
  EXPECT_THAT(found("Default"), IsEmpty());
  for (const Text bad : {"Unmasked", "", "default", "Future"}) {
    EXPECT_THAT(found(bad), ElementsAreArray(of_containers("securityContext.procMount"))) << bad;
  }
}

TEST(ProcMount, IsFreeInAUserNamespaceSince35) {
  Pod pod = with_containers([](Container& container) { container.security.proc_mount = "Unmasked"; });
  pod.host_users = false;
  EXPECT_THAT(fields("procMount", pod, 34), testing::SizeIs(3));
  EXPECT_THAT(fields("procMount", pod, 35), IsEmpty());
  EXPECT_THAT(fields("procMount_restricted", pod, 35), testing::SizeIs(3));
  pod.host_users = true;
  EXPECT_THAT(fields("procMount", pod, 35), testing::SizeIs(3));
}

TEST(SeLinuxOptions, AreOfATypeForContainers) {
  const auto found = [](Text type, int minor = kLatest) {
    return fields("seLinuxOptions", everywhere([&](SecurityContext& security) { security.se_linux.type = type; }), minor);
  };
  for (const Text good : {"", "container_t", "container_init_t", "container_kvm_t"}) {
    EXPECT_THAT(found(good, 0), IsEmpty()) << good;
  }
  EXPECT_THAT(found("container_engine_t", 30), ElementsAreArray(of_all("seLinuxOptions.type")));
  EXPECT_THAT(found("container_engine_t", 31), IsEmpty());
  for (const Text bad : {"spc_t", "Container_t"}) EXPECT_THAT(found(bad), ElementsAreArray(of_all("seLinuxOptions.type"))) << bad;
}

TEST(SeLinuxOptions, SetNeitherUserNorRole) {
  const Pod user = everywhere([](SecurityContext& security) { security.se_linux.user = "system_u"; });
  const Pod role = everywhere([](SecurityContext& security) { security.se_linux.role = "sysadm_r"; });
  EXPECT_THAT(fields("seLinuxOptions", user), ElementsAreArray(of_all("seLinuxOptions.user")));
  EXPECT_THAT(fields("seLinuxOptions", role), ElementsAreArray(of_all("seLinuxOptions.role")));
}

TEST(SeccompProfileBaseline, IsLeftAloneOrConfines) {
  const auto found = [](Text type, int minor = kLatest) {
    return fields("seccompProfile_baseline", everywhere([&](SecurityContext& security) { security.seccomp_profile = type; }),
                  minor);
  };
  EXPECT_THAT(fields("seccompProfile_baseline", a_pod()), IsEmpty());
  for (const Text good : {"RuntimeDefault", "Localhost"}) EXPECT_THAT(found(good), IsEmpty()) << good;
  for (const Text bad : {"Unconfined", "", "localhost"}) {
    EXPECT_THAT(found(bad, 19), ElementsAreArray(of_all("seccompProfile.type"))) << bad;
  }
  EXPECT_THAT(found("Unconfined", 18), IsEmpty());
}

TEST(SeccompProfileBaseline, WasAnAnnotationUntil18) {
  constexpr Text kPod = "seccomp.security.alpha.kubernetes.io/pod";
  constexpr Text kContainer = "container.seccomp.security.alpha.kubernetes.io/c";
  for (const Text key : {kPod, kContainer}) {
    for (const Text good : {"runtime/default", "docker/default", "localhost/mine"}) {
      EXPECT_THAT(fields("seccompProfile_baseline", annotated(key, good), 18), IsEmpty()) << good;
    }
    for (const Text bad : {"unconfined", "", "localhost"}) {
      EXPECT_THAT(fields("seccompProfile_baseline", annotated(key, bad), 18), testing::SizeIs(1)) << bad;
      EXPECT_THAT(fields("seccompProfile_baseline", annotated(key, bad), 19), IsEmpty()) << bad;
    }
  }
  EXPECT_THAT(
      fields("seccompProfile_baseline", annotated("container.seccomp.security.alpha.kubernetes.io/no-such", "unconfined"), 0),
      IsEmpty());
}

TEST(Sysctls, AreOfTheListOfTheirVersion) {
  const auto found = [](Text name, int minor) {
    Pod pod = a_pod();
    pod.security.sysctls.emplace().push_back(name);
    return fields("sysctls", pod, minor);
  };
  struct Row {
    Text name;
    int since;
  };
  for (const Row& row :
       {Row{"net.ipv4.ip_local_reserved_ports", 27}, Row{"net.ipv4.tcp_keepalive_time", 29}, Row{"net.ipv4.tcp_fin_timeout", 29},
        Row{"net.ipv4.tcp_keepalive_intvl", 29}, Row{"net.ipv4.tcp_keepalive_probes", 29}, Row{"net.ipv4.tcp_rmem", 32},
        Row{"net.ipv4.tcp_wmem", 32}, Row{"net.ipv4.tcp_slow_start_after_idle", 37}, Row{"net.ipv4.tcp_notsent_lowat", 37}}) {
    EXPECT_THAT(found(row.name, row.since - 1), testing::SizeIs(1)) << row.name;
    EXPECT_THAT(found(row.name, row.since), IsEmpty()) << row.name;
  }
  for (const Text always : {"kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
                            "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range"}) {
    EXPECT_THAT(found(always, 0), IsEmpty()) << always;
  }
  EXPECT_THAT(found("kernel.msgmax", kLatest), ElementsAre("spec.securityContext.sysctls[kernel.msgmax]"));
}

TEST(WindowsHostProcess, IsRefusedEverywhere) {
  const Pod pod = everywhere([](SecurityContext& security) { security.host_process = true; });
  EXPECT_THAT(fields("windowsHostProcess", a_pod()), IsEmpty());
  EXPECT_THAT(fields("windowsHostProcess", pod), ElementsAreArray(of_all("windowsOptions.hostProcess")));
}

}  // namespace
}  // namespace tollgate::pss
