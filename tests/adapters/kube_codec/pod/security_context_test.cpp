// What the pod and its containers say about their powers, field by field.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/adapters/kube_codec/reviews.h"

namespace tollgate::kube_codec {
namespace {

using model::NamedHost;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

Decoded spec(std::string_view json) { return Decoded{a_review("Pod", pod_with_spec(json))}; }
Decoded container(std::string_view json) { return spec(R"({"containers":[)" + std::string{json} + "]}"); }
Decoded container_security(std::string_view json) { return container(R"({"securityContext":)" + std::string{json} + "}"); }
Decoded pod_security(std::string_view json) { return spec(R"({"securityContext":)" + std::string{json} + "}"); }
Decoded volume(std::string_view json) { return spec(R"({"volumes":[)" + std::string{json} + "]}"); }

constexpr std::string_view kShared =
    R"("runAsNonRoot":false,"runAsUser":0,"seccompProfile":{"type":"Localhost","localhostProfile":"p"},
       "appArmorProfile":{"type":"Unconfined"},"seLinuxOptions":{"type":"t","user":"u","role":"r","level":"s0"},
       "windowsOptions":{"hostProcess":true})";

void expect_shared(const model::SecurityContext& security) {
  EXPECT_EQ(security.run_as_non_root, false);
  EXPECT_EQ(security.run_as_user, 0);
  EXPECT_EQ(security.seccomp_profile, "Localhost");
  EXPECT_EQ(security.app_armor_profile, "Unconfined");
  EXPECT_EQ(security.se_linux, (model::SeLinuxOptions{.type = "t", .user = "u", .role = "r"}));
  EXPECT_TRUE(security.host_process);
}

TEST(PodSecurityContext, HasItsFields) {
  const Decoded decoded = pod_security("{" + std::string{kShared} + R"(,"sysctls":[{"name":"a.b","value":"1"},{}]})");
  expect_shared(decoded.pod().security);
  EXPECT_THAT(decoded.pod().security.sysctls, Optional(ElementsAre("a.b", "")));
}

TEST(PodSecurityContext, IsAbsentFieldByField) {
  for (const char* empty : {"{}", "null", R"({"runAsNonRoot":null,"runAsUser":null,"seccompProfile":null,"appArmorProfile":null,
                                   "seLinuxOptions":null,"windowsOptions":null,"sysctls":null})"}) {
    EXPECT_EQ(pod_security(empty).pod().security, model::PodSecurityContext{}) << empty;
  }
}

TEST(PodSpec, KnowsItsSystemAndItsUserNamespace) {
  const Decoded decoded = spec(R"({"os":{"name":"windows"},"hostUsers":false})");
  EXPECT_EQ(decoded.pod().os_name, "windows");
  EXPECT_EQ(decoded.pod().host_users, false);
  EXPECT_EQ(spec("{}").pod().host_users, std::nullopt);
  EXPECT_EQ(spec(R"({"os":null})").pod().os_name, "");
}

TEST(ContainerSecurityContext, HasItsFields) {
  const Decoded decoded = container_security("{" + std::string{kShared} +
                                             R"(,"privileged":true,"allowPrivilegeEscalation":false,"procMount":"Unmasked",
                                                 "capabilities":{"add":["A","B"],"drop":["ALL"]}})");
  const model::ContainerSecurityContext& security = decoded.pod().containers.at(0).security;
  expect_shared(security);
  EXPECT_EQ(security.privileged, true);
  EXPECT_EQ(security.allow_privilege_escalation, false);
  EXPECT_EQ(security.proc_mount, "Unmasked");
  EXPECT_THAT(security.added_capabilities, Optional(ElementsAre("A", "B")));
  EXPECT_THAT(security.dropped_capabilities, Optional(ElementsAre("ALL")));
}

TEST(ContainerSecurityContext, IsAbsentFieldByField) {
  for (const char* empty : {"{}", "null", R"({"privileged":null,"allowPrivilegeEscalation":null,"procMount":null,
                                              "capabilities":{"add":null,"drop":null}})"}) {
    EXPECT_EQ(container_security(empty).pod().containers.at(0).security, model::ContainerSecurityContext{}) << empty;
  }
}

TEST(ContainerSecurityContext, KeepsEmptyApartFromAbsent) {
  const Decoded decoded = container_security(
      R"({"seccompProfile":{},"appArmorProfile":{"type":""},"procMount":"","capabilities":{"add":[],"drop":[]}})");
  const model::ContainerSecurityContext& security = decoded.pod().containers.at(0).security;
  EXPECT_EQ(security.seccomp_profile, "");
  EXPECT_EQ(security.app_armor_profile, "");
  EXPECT_EQ(security.proc_mount, "");
  EXPECT_THAT(security.added_capabilities, Optional(IsEmpty()));
  EXPECT_THAT(security.dropped_capabilities, Optional(IsEmpty()));
}

TEST(ContainerSecurityContext, NamesTheFieldOfAWrongType) {
  const auto refusal = [](std::string_view json) { return container_security(json).refusal(); };
  EXPECT_EQ(refusal(R"({"runAsUser":"0"})"),
            "object: spec.containers[0].securityContext.runAsUser: expected an integer, got a string");
  EXPECT_EQ(refusal(R"({"capabilities":{"add":"ALL"}})"),
            "object: spec.containers[0].securityContext.capabilities.add: expected a list, got a string");
  EXPECT_EQ(refusal(R"({"capabilities":{"drop":[1]}})"),
            "object: spec.containers[0].securityContext.capabilities.drop[0]: expected a string, got a number");
  EXPECT_EQ(refusal(R"({"seccompProfile":"RuntimeDefault"})"),
            "object: spec.containers[0].securityContext.seccompProfile: expected an object, got a string");
  EXPECT_EQ(refusal(R"({"privileged":false,"privileged":true})"),
            "object: spec.containers[0].securityContext.privileged: stands here twice");
}

TEST(ContainerPorts, OfTheNodeAreKept) {
  const Decoded decoded = container(R"({"ports":[{"containerPort":80},{"hostPort":8080},{"hostPort":0},{"hostPort":-1},null]})");
  EXPECT_THAT(decoded.pod().containers.at(0).host_ports, Optional(ElementsAre(8080, -1)));
  EXPECT_EQ(container(R"({"ports":[{"containerPort":80}]})").pod().containers.at(0).host_ports, std::nullopt);
}

TEST(ContainerProbesAndHooks, SayWhichHostTheyName) {
  const Decoded decoded = container(
      R"({"livenessProbe":{"httpGet":{"host":"a","port":1}},"readinessProbe":{"tcpSocket":{"host":"b"}},
          "startupProbe":{"httpGet":{"host":""},"tcpSocket":{"port":2}},
          "lifecycle":{"postStart":{"httpGet":{"host":"c"}},"preStop":{"tcpSocket":{"host":"d"},"exec":{}}}})");
  EXPECT_THAT(decoded.pod().containers.at(0).named_hosts,
              Optional(ElementsAre(NamedHost{"livenessProbe.httpGet.host", "a"}, NamedHost{"readinessProbe.tcpSocket.host", "b"},
                                   NamedHost{"lifecycle.postStart.httpGet.host", "c"},
                                   NamedHost{"lifecycle.preStop.tcpSocket.host", "d"})));
  EXPECT_EQ(container(R"({"livenessProbe":{"exec":{}},"lifecycle":{"preStop":{"sleep":{}}}})").pod().containers.at(0).named_hosts,
            std::nullopt);
}

TEST(PodVolumes, SayWhatTheyAreMadeOf) {
  const auto sources = [](std::string_view json) {
    const Decoded decoded = volume(json);
    const auto& found = decoded.pod().volumes.at(0).sources;
    return std::vector<std::string>{found->begin(), found->end()};
  };
  EXPECT_THAT(sources(R"({"name":"v","emptyDir":{}})"), ElementsAre("emptyDir"));
  EXPECT_THAT(sources(R"({"futureSource":{"a":1},"name":"v"})"), ElementsAre("futureSource"));
  EXPECT_THAT(sources(R"({"configMap":{},"hostPath":{"path":"/"}})"), ElementsAre("configMap", "hostPath"));
  EXPECT_THAT(sources(R"({"name":"v","hostPath":null})"), IsEmpty());
}

}  // namespace
}  // namespace tollgate::kube_codec
