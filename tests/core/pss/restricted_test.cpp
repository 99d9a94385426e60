// The checks of level restricted, each by tables of what passes and what does not.

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
using testing::SizeIs;

Pod for_windows(Pod pod) {
  pod.os_name = "windows";
  return pod;
}

Pod in_user_namespace(Pod pod) {
  pod.host_users = false;
  return pod;
}

std::vector<std::string> fixes(std::string_view id, const Pod& pod) {
  std::vector<std::string> lines;
  for (const Offence& offence : offences(id, {.pod = pod})) lines.push_back(fix_line(offence));
  return lines;
}

TEST(AllowPrivilegeEscalation, IsForbiddenByEveryContainer) {
  const auto found = [](std::optional<bool> allowed) {
    return fields("allowPrivilegeEscalation",
                  with_containers([&](Container& container) { container.security.allow_privilege_escalation = allowed; }));
  };
  EXPECT_THAT(found(false), IsEmpty());
  EXPECT_THAT(found(true), ElementsAreArray(of_containers("securityContext.allowPrivilegeEscalation")));
  EXPECT_THAT(found({}), ElementsAreArray(of_containers("securityContext.allowPrivilegeEscalation")));
}

TEST(Windows, NeedNotSayWhatDoesNotExistThereSince25) {
  for (const char* id : {"allowPrivilegeEscalation", "capabilities_restricted", "seccompProfile_restricted"}) {
    EXPECT_THAT(fields(id, for_windows(a_pod()), 24), SizeIs(3)) << id;
    EXPECT_THAT(fields(id, for_windows(a_pod()), 25), IsEmpty()) << id;
    Pod linux_pod = a_pod();
    linux_pod.os_name = "linux";
    EXPECT_THAT(fields(id, linux_pod, 25), SizeIs(3)) << id;
  }
  EXPECT_THAT(fields("runAsNonRoot", for_windows(a_pod())), SizeIs(3));
}

Pod dropping(std::initializer_list<Text> dropped, std::initializer_list<Text> added = {}) {
  return with_containers([&](Container& container) {
    container.security.dropped_capabilities.emplace(dropped);
    container.security.added_capabilities.emplace(added);
  });
}

TEST(CapabilitiesRestricted, AreAllDropped) {
  EXPECT_THAT(fields("capabilities_restricted", dropping({"ALL"})), IsEmpty());
  EXPECT_THAT(fields("capabilities_restricted", dropping({"NET_RAW", "ALL"})), IsEmpty());
  EXPECT_THAT(fields("capabilities_restricted", a_pod()), ElementsAreArray(of_containers("securityContext.capabilities.drop")));
  for (const Text bad : {"all", "CAP_ALL", "NET_RAW", ""}) {
    EXPECT_THAT(fields("capabilities_restricted", dropping({bad})), SizeIs(3)) << bad;
  }
}

TEST(CapabilitiesRestricted, BringBackAtMostNetBindService) {
  EXPECT_THAT(fields("capabilities_restricted", dropping({"ALL"}, {"NET_BIND_SERVICE"})), IsEmpty());
  EXPECT_THAT(fields("capabilities_restricted", dropping({"ALL"}, {"CHOWN"})),
              ElementsAreArray(of_containers("securityContext.capabilities.add")));
  EXPECT_THAT(fields("capabilities_restricted", dropping({}, {"CHOWN"})), SizeIs(6));
  const Pod pod = dropping({"ALL"}, {"IPC_LOCK"});
  const std::vector<std::string> allowed{"IPC_LOCK"};
  EXPECT_THAT(offences("capabilities_restricted", {.pod = pod, .capabilities = allowed}), IsEmpty());
}

TEST(RestrictedVolumes, AreOfAHarmlessKind) {
  const auto found = [](std::initializer_list<Text> sources) {
    Pod pod = a_pod();
    model::Volume& volume = pod.volumes.emplace_back();
    volume.name = "v";
    volume.sources.emplace(sources);
    return fields("restrictedVolumes", pod);
  };
  for (const Text good :
       {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"}) {
    EXPECT_THAT(found({good}), IsEmpty()) << good;
  }
  for (const Text bad : {"awsElasticBlockStore",
                         "azureDisk",
                         "azureFile",
                         "cephfs",
                         "cinder",
                         "fc",
                         "flexVolume",
                         "flocker",
                         "gcePersistentDisk",
                         "gitRepo",
                         "glusterfs",
                         "hostPath",
                         "iscsi",
                         "nfs",
                         "photonPersistentDisk",
                         "portworxVolume",
                         "quobyte",
                         "rbd",
                         "scaleIO",
                         "storageos",
                         "vsphereVolume",
                         "futureSource"}) {
    EXPECT_THAT(found({bad}), ElementsAre("spec.volumes[v]." + std::string{bad})) << bad;
  }
  EXPECT_THAT(found({}), IsEmpty());
  EXPECT_THAT(found({"emptyDir", "hostPath"}), ElementsAre("spec.volumes[v].hostPath"));
}

struct RunAsNonRoot {
  std::optional<bool> pod;
  std::optional<bool> containers;
  std::vector<std::string> objections;
};

TEST(RunAsNonRoot, IsInheritedButNotMended) {
  const std::string of_pod = "spec.securityContext.runAsNonRoot";
  const std::vector<std::string> each = of_containers("securityContext.runAsNonRoot");
  const std::vector<std::string> all = of_all("runAsNonRoot");
  for (const RunAsNonRoot& row : std::vector<RunAsNonRoot>{{{}, {}, each},
                                                           {{}, true, {}},
                                                           {{}, false, each},
                                                           {true, {}, {}},
                                                           {true, true, {}},
                                                           {true, false, each},
                                                           {false, {}, all},
                                                           {false, true, {of_pod}},
                                                           {false, false, all}}) {
    Pod pod = with_containers([&](Container& container) { container.security.run_as_non_root = row.containers; });
    pod.security.run_as_non_root = row.pod;
    EXPECT_THAT(fields("runAsNonRoot", pod), ElementsAreArray(row.objections));
    EXPECT_THAT(fields("runAsNonRoot", in_user_namespace(std::move(pod)), 35), IsEmpty());
  }
}

TEST(RunAsNonRoot, IsBestSaidOnceInThePod) {
  EXPECT_THAT(fixes("runAsNonRoot", a_pod()),
              ElementsAre("spec.securityContext.runAsNonRoot: true", "spec.securityContext.runAsNonRoot: true",
                          "spec.ephemeralContainers[e].securityContext.runAsNonRoot: true"));
  const Pod own = with_containers([](Container& container) { container.security.run_as_non_root = false; });
  EXPECT_EQ(fixes("runAsNonRoot", own).at(1), "spec.containers[c].securityContext.runAsNonRoot: true");
}

TEST(RunAsUser, IsNotRoot) {
  const auto found = [](std::optional<std::int64_t> user) {
    return fields("runAsUser", everywhere([&](SecurityContext& security) { security.run_as_user = user; }));
  };
  EXPECT_THAT(found({}), IsEmpty());
  EXPECT_THAT(found(1), IsEmpty());
  EXPECT_THAT(found(0), ElementsAreArray(of_all("runAsUser")));
}

TEST(UserNamespaces, MakeRootHarmlessSince35) {
  const auto root = [] { return everywhere([](SecurityContext& security) { security.run_as_user = 0; }); };
  EXPECT_THAT(fields("runAsUser", in_user_namespace(root()), 34), SizeIs(4));
  EXPECT_THAT(fields("runAsUser", in_user_namespace(root()), 35), IsEmpty());
  EXPECT_THAT(fields("runAsNonRoot", in_user_namespace(a_pod()), 34), SizeIs(3));
  Pod on_the_nodes_users = root();
  on_the_nodes_users.host_users = true;
  EXPECT_THAT(fields("runAsUser", on_the_nodes_users, 35), SizeIs(4));
}

struct Seccomp {
  std::optional<Text> pod;
  std::optional<Text> containers;
  std::vector<std::string> objections;
};

TEST(SeccompProfileRestricted, IsInheritedButNotMended) {
  const std::string of_pod = "spec.securityContext.seccompProfile.type";
  const std::vector<std::string> each = of_containers("securityContext.seccompProfile.type");
  const std::vector<std::string> all = of_all("seccompProfile.type");
  for (const Seccomp& row : std::vector<Seccomp>{{{}, {}, each},
                                                 {{}, "Localhost", {}},
                                                 {"RuntimeDefault", {}, {}},
                                                 {"RuntimeDefault", "Unconfined", each},
                                                 {"RuntimeDefault", "", each},
                                                 {"Unconfined", "RuntimeDefault", {of_pod}},
                                                 {"", "RuntimeDefault", {of_pod}},
                                                 {"Unconfined", {}, all},
                                                 {"Future", "Future", all}}) {
    Pod pod = with_containers([&](Container& container) { container.security.seccomp_profile = row.containers; });
    pod.security.seccomp_profile = row.pod;
    EXPECT_THAT(fields("seccompProfile_restricted", pod), ElementsAreArray(row.objections));
  }
  EXPECT_EQ(fixes("seccompProfile_restricted", a_pod()).at(0), "spec.securityContext.seccompProfile.type: RuntimeDefault");
}

}  // namespace
}  // namespace tollgate::pss
