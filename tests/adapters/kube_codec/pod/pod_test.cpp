// The pod, field by field.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/adapters/kube_codec/reviews.h"

namespace tollgate::kube_codec {
namespace {

using model::ContainerKind;
using testing::SizeIs;

Decoded pod(std::string_view object) { return Decoded{a_review("Pod", object)}; }
Decoded spec(std::string_view json) { return pod(pod_with_spec(json)); }
Decoded metadata(std::string_view json) { return pod(R"({"metadata":)" + std::string{json} + R"(,"spec":{}})"); }

TEST(PodMetadata, HasItsTexts) {
  const Decoded decoded = metadata(R"({"name":"n","generateName":"g-","namespace":"ns","uid":"u","creationTimestamp":null})");
  const auto& found = decoded.pod().metadata;
  EXPECT_TRUE(found.present);
  EXPECT_EQ(found.name, "n");
  EXPECT_EQ(found.generate_name, "g-");
  EXPECT_EQ(found.namespace_name, "ns");
  EXPECT_EQ(found.uid, "u");
  EXPECT_FALSE(found.deleting);
}

TEST(PodMetadata, IsDeletingOnceItHasADeletionTimestamp) {
  EXPECT_TRUE(metadata(R"({"deletionTimestamp":"2026-11-22T10:00:00Z"})").pod().metadata.deleting);
  EXPECT_FALSE(metadata(R"({"deletionTimestamp":null})").pod().metadata.deleting);
}

TEST(PodMetadata, KeepsAbsentApartFromEmpty) {
  EXPECT_FALSE(pod(R"({"spec":{}})").pod().metadata.present);
  EXPECT_FALSE(pod(R"({"metadata":null})").pod().metadata.present);
  EXPECT_EQ(metadata("{}").pod().metadata.labels, std::nullopt);
  EXPECT_EQ(metadata(R"({"labels":null})").pod().metadata.labels, std::nullopt);
  EXPECT_THAT(metadata(R"({"labels":{}})").pod().metadata.labels, testing::Optional(SizeIs(0)));
}

TEST(PodMetadata, HasLabelsAndAnnotations) {
  const Decoded decoded =
      metadata(R"({"labels":{"team":"vision","app.kubernetes.io/name":"x","none":null},"annotations":{"a":"é\n"}})");
  const auto& found = decoded.pod().metadata;
  EXPECT_EQ(found.label("team"), "vision");
  EXPECT_EQ(found.label("app.kubernetes.io/name"), "x");
  EXPECT_EQ(found.label("none"), "");
  EXPECT_EQ(found.label("Team"), std::nullopt);
  EXPECT_EQ(found.annotation("a"), "é\n");
}

TEST(PodMetadata, RefusesALabelThatIsNoText) {
  EXPECT_EQ(metadata(R"({"labels":{"team":1}})").refusal(), "object: metadata.labels.team: expected a string, got a number");
  EXPECT_EQ(metadata(R"({"labels":{"a/b":true}})").refusal(),
            "object: metadata.labels[\"a/b\"]: expected a string, got a boolean");
  EXPECT_EQ(metadata(R"({"labels":["a"]})").refusal(), "object: metadata.labels: expected an object, got a list");
}

TEST(PodMetadata, RefusesAKeyThatStandsTwice) {
  EXPECT_EQ(metadata(R"({"labels":{"team":"a","x":"","team":"b"}})").refusal(),
            "object: metadata.labels.team: stands here twice");
  EXPECT_EQ(metadata(R"({"annotations":{"a/b":"","a\/b":""}})").refusal(),
            "object: metadata.annotations[\"a/b\"]: stands here twice");
  EXPECT_EQ(metadata(R"({"labels":{"a":"1"},"labels":null})").refusal(), "object: metadata.labels: stands here twice");
}

TEST(PodMetadata, HasItsOwners) {
  const Decoded decoded = metadata(
      R"({"ownerReferences":[{"apiVersion":"v1","kind":"Other","name":"o","uid":"1"},
          {"apiVersion":"batch/v1","kind":"Job","name":"j","uid":"2","controller":true,"blockOwnerDeletion":true}]})");
  const auto& owners = decoded.pod().metadata.owner_references;
  ASSERT_THAT(owners, testing::Optional(SizeIs(2)));
  EXPECT_FALSE(owners->at(0).controller);
  EXPECT_EQ(owners->at(1).api_version, "batch/v1");
  EXPECT_EQ(owners->at(1).kind, "Job");
  EXPECT_EQ(owners->at(1).name, "j");
  EXPECT_EQ(owners->at(1).uid, "2");
  EXPECT_TRUE(owners->at(1).controller);
}

TEST(PodSpec, HasItsTextsAndFlags) {
  const Decoded decoded = spec(
      R"({"hostNetwork":true,"hostPID":true,"hostIPC":true,"priorityClassName":"gpu-high","nodeName":"n1","serviceAccountName":"sa"})");
  EXPECT_TRUE(decoded.pod().host_network);
  EXPECT_TRUE(decoded.pod().host_pid);
  EXPECT_TRUE(decoded.pod().host_ipc);
  EXPECT_EQ(decoded.pod().priority_class_name, "gpu-high");
  EXPECT_EQ(decoded.pod().node_name, "n1");
  EXPECT_EQ(decoded.pod().service_account_name, "sa");
}

TEST(PodSpec, TakesNullForAbsent) {
  const Decoded decoded =
      spec(R"({"hostNetwork":null,"priorityClassName":null,"containers":null,"volumes":null,"initContainers":[null]})");
  EXPECT_FALSE(decoded.pod().host_network);
  EXPECT_EQ(decoded.pod().priority_class_name, "");
  ASSERT_THAT(decoded.pod().containers, SizeIs(1));
  EXPECT_EQ(decoded.pod().containers[0].name, "");
}

TEST(PodSpec, NamesTheFieldOfAWrongType) {
  EXPECT_EQ(spec(R"({"hostNetwork":"true"})").refusal(), "object: spec.hostNetwork: expected a boolean, got a string");
  EXPECT_EQ(spec(R"({"nodeName":["n"]})").refusal(), "object: spec.nodeName: expected a string, got a list");
  EXPECT_EQ(spec(R"({"containers":{}})").refusal(), "object: spec.containers: expected a list, got an object");
  EXPECT_EQ(spec(R"({"containers":[{"name":7}]})").refusal(), "object: spec.containers[0].name: expected a string, got a number");
  EXPECT_EQ(spec(R"({"initContainers":["a"]})").refusal(), "object: spec.initContainers[0]: expected an object, got a string");
  EXPECT_EQ(spec(R"({"containers":[{},{"securityContext":{"privileged":"yes"}}]})").refusal(),
            "object: spec.containers[1].securityContext.privileged: expected a boolean, got a string");
  EXPECT_EQ(spec(R"({"volumes":[{"hostPath":{"path":1}}]})").refusal(),
            "object: spec.volumes[0].hostPath.path: expected a string, got a number");
}

TEST(PodContainers, StandInitAppEphemeralWhateverTheDocumentsOrder) {
  const Decoded decoded = spec(
      R"({"ephemeralContainers":[{"name":"debug"}],"containers":[{"name":"a"},{"name":"b"}],"initContainers":[{"name":"i"}]})");
  const auto& containers = decoded.pod().containers;
  ASSERT_THAT(containers, SizeIs(4));
  EXPECT_EQ(containers[0].name, "i");
  EXPECT_EQ(containers[0].kind, ContainerKind::kInit);
  EXPECT_EQ(containers[1].name, "a");
  EXPECT_EQ(containers[2].name, "b");
  EXPECT_EQ(containers[2].kind, ContainerKind::kApp);
  EXPECT_EQ(containers[2].index, 1U);
  EXPECT_EQ(containers[3].name, "debug");
  EXPECT_EQ(containers[3].kind, ContainerKind::kEphemeral);
  EXPECT_EQ(containers[3].index, 0U);
}

TEST(PodContainers, HaveTheirFields) {
  const Decoded decoded = spec(R"({"containers":[{"name":"c","image":"registry/x:1","securityContext":{"privileged":false}}],
                                   "initContainers":[{"name":"s","restartPolicy":"Always"},{"name":"i","securityContext":null}]})");
  const auto& containers = decoded.pod().containers;
  ASSERT_THAT(containers, SizeIs(3));
  EXPECT_TRUE(containers[0].restart_always);
  EXPECT_FALSE(containers[1].restart_always);
  EXPECT_EQ(containers[1].security.privileged, std::nullopt);
  EXPECT_EQ(containers[2].image, "registry/x:1");
  EXPECT_EQ(containers[2].security.privileged, false);
}

TEST(PodResources, AreTextsOrNumbers) {
  const Decoded decoded = spec(
      R"({"containers":[{"resources":{"limits":{"nvidia.com/gpu":"8","cpu":2,"memory":0.5,"x":1e3,"y":null},"requests":{}}}]})");
  const auto& container = decoded.pod().containers.at(0);
  ASSERT_THAT(container.limits, testing::Optional(SizeIs(5)));
  EXPECT_EQ(container.limits->at(0).resource, "nvidia.com/gpu");
  EXPECT_EQ(container.limits->at(0).quantity, "8");
  EXPECT_EQ(container.limits->at(1).quantity, "2");
  EXPECT_EQ(container.limits->at(2).quantity, "0.5");
  EXPECT_EQ(container.limits->at(3).quantity, "1000");
  EXPECT_EQ(container.limits->at(4).quantity, "0");
  EXPECT_THAT(container.requests, testing::Optional(SizeIs(0)));
}

TEST(PodResources, OfThePodAsAWholeStandBesideThoseOfItsContainers) {
  const auto decoded = spec(R"({"resources":{"requests":{"cpu":"4"},"limits":{"cpu":" 8\n"}},"overhead":{"memory":"120Mi"}})");
  ASSERT_THAT(decoded.pod().requests, testing::Optional(SizeIs(1)));
  EXPECT_EQ(decoded.pod().requests->at(0).resource, "cpu");
  ASSERT_THAT(decoded.pod().limits, testing::Optional(SizeIs(1)));
  EXPECT_EQ(decoded.pod().limits->at(0).quantity, "8");
  ASSERT_THAT(decoded.pod().overhead, testing::Optional(SizeIs(1)));
  EXPECT_EQ(decoded.pod().overhead->at(0).quantity, "120Mi");
}

TEST(PodResources, RefuseWhatIsNoQuantity) {
  EXPECT_EQ(spec(R"({"containers":[{"resources":{"requests":{"cpu":true}}}]})").refusal(),
            "object: spec.containers[0].resources.requests.cpu: expected a quantity, got a boolean");
  EXPECT_EQ(spec(R"({"containers":[{"resources":{"limits":{"cpu":"1","cpu":"2"}}}]})").refusal(),
            "object: spec.containers[0].resources.limits.cpu: stands here twice");
}

TEST(PodVolumes, KnowAHostPath) {
  const Decoded decoded = spec(R"({"volumes":[{"name":"a","emptyDir":{}},{"name":"b","hostPath":{"path":"/dev","type":""}},
                                   {"name":"c","hostPath":{}},{"name":"d","hostPath":null}]})");
  const auto& volumes = decoded.pod().volumes;
  ASSERT_THAT(volumes, SizeIs(4));
  EXPECT_EQ(volumes[0].host_path, std::nullopt);
  EXPECT_EQ(volumes[1].name, "b");
  EXPECT_EQ(volumes[1].index, 1U);
  EXPECT_EQ(volumes[1].host_path, "/dev");
  EXPECT_EQ(volumes[2].host_path, "");
  EXPECT_EQ(volumes[3].host_path, std::nullopt);
}

}  // namespace
}  // namespace tollgate::kube_codec
