#include "adapters/kube_codec/review.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/adapters/kube_codec/reviews.h"

namespace tollgate::kube_codec {
namespace {

using testing::ElementsAre;

constexpr std::string_view kPod = R"({"metadata":{"name":"p"},"spec":{}})";

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  return text.replace(text.find(what), what.size(), with);
}

// The refusal of a good review in which `what` became `with`.
std::string refusal_with(std::string_view what, std::string_view with) {
  return Decoded{replaced(a_review("Pod", kPod), what, with)}.refusal();
}

bool has_no_object(const model::AdmissionRequest& request) {
  return std::holds_alternative<std::monostate>(request.object) && std::holds_alternative<std::monostate>(request.old_object);
}

TEST(Review, CarriesTheRequest) {
  const Decoded decoded{
      a_review({.kind = "Pod", .operation = "UPDATE", .subresource = "status", .object = kPod, .old_object = kPod})};
  const auto& request = decoded.request();
  EXPECT_EQ(request.uid, "review-1");
  EXPECT_EQ(request.group, "");
  EXPECT_EQ(request.kind, "Pod");
  EXPECT_EQ(request.resource, "things");
  EXPECT_EQ(request.subresource, "status");
  EXPECT_EQ(request.name, "one");
  EXPECT_EQ(request.namespace_name, "vision");
  EXPECT_EQ(request.operation, model::Operation::kUpdate);
  EXPECT_TRUE(request.dry_run);
  EXPECT_EQ(request.caller.username, "oidc:alice");
  EXPECT_EQ(request.caller.uid, "u1");
  EXPECT_THAT(request.caller.groups, ElementsAre("oidc:vision", "system:authenticated"));
  EXPECT_TRUE(std::holds_alternative<model::Pod>(request.object));
  EXPECT_TRUE(std::holds_alternative<model::Pod>(request.old_object));
}

TEST(Review, KnowsTheFourOperations) {
  using model::Operation;
  EXPECT_EQ(Decoded{a_review({.operation = "CREATE", .object = kPod})}.request().operation, Operation::kCreate);
  EXPECT_EQ(Decoded{a_review({.operation = "DELETE", .old_object = kPod})}.request().operation, Operation::kDelete);
  EXPECT_EQ(Decoded{a_review({.kind = "PodExecOptions", .operation = "CONNECT", .object = "{}"})}.request().operation,
            Operation::kConnect);
  EXPECT_EQ(refusal_with("CREATE", "create"), "review: request.operation: not an operation");
}

TEST(Review, GivesThePodThatIsDeletedAsTheOldObject) {
  const Decoded decoded{a_review({.operation = "DELETE", .old_object = kPod})};
  EXPECT_TRUE(std::holds_alternative<std::monostate>(decoded.request().object));
  EXPECT_TRUE(std::holds_alternative<model::Pod>(decoded.request().old_object));
}

TEST(Review, ReadsNamespacesAndBindings) {
  const Decoded created{a_review("Namespace", R"({"metadata":{"name":"vision","labels":{"a":"b"}}})")};
  EXPECT_EQ(std::get<model::NamespaceObject>(created.request().object).metadata.label("a"), "b");
  const Decoded bound{a_review("Binding", R"({"metadata":{"name":"p","annotations":{"c":"d"}},"target":{"name":"node"}})")};
  EXPECT_EQ(std::get<model::Pod>(bound.request().object).metadata.annotation("c"), "d");
}

TEST(Review, LeavesOtherKindsAlone) {
  EXPECT_TRUE(has_no_object(Decoded{a_review("ConfigMap", R"({"metadata":1})")}.request()));
  EXPECT_TRUE(has_no_object(Decoded{a_review("Pod.example.com", R"({"spec":1})")}.request()));
  EXPECT_TRUE(has_no_object(Decoded{a_review("Deployment", R"({"spec":1})")}.request()));  // not the group of Deployments
  EXPECT_TRUE(has_no_object(
      Decoded{a_review({.kind = "Deployment.apps", .operation = "UPDATE", .subresource = "status", .object = "{}"})}.request()));
}

TEST(Review, IsRefusedWithoutItsEnvelope) {
  EXPECT_EQ(Decoded{"[]"}.refusal(), "review: expected an object, got a list");
  EXPECT_EQ(Decoded{"null"}.refusal(), "review: expected an object, got null");
  EXPECT_EQ(Decoded{"{}"}.refusal(), "review: kind: expected AdmissionReview");
  EXPECT_EQ(refusal_with("admission.k8s.io/v1\"", "admission.k8s.io/v1beta1\""),
            "review: apiVersion: expected admission.k8s.io/v1");
  EXPECT_EQ(refusal_with(R"("request":)", R"("requests":)"), "review: request.uid: missing");
  EXPECT_EQ(refusal_with(R"("uid":"review-1")", R"("uid":"")"), "review: request.uid: missing");
  EXPECT_EQ(refusal_with(R"("kind":"Pod")", R"("Kind":"Pod")"), "review: request.kind.kind: missing");
  EXPECT_EQ(refusal_with(R"("operation")", R"("op")"), "review: request.operation: missing");
}

TEST(Review, NamesTheFieldOfAWrongType) {
  EXPECT_EQ(refusal_with(R"("uid":"review-1")", R"("uid":7)"), "review: request.uid: expected a string, got a number");
  EXPECT_EQ(refusal_with("\"oidc:vision\"", "{}"), "review: request.userInfo.groups[0]: expected a string, got an object");
  EXPECT_EQ(refusal_with(R"("dryRun":true)", R"("dryRun":"yes")"), "review: request.dryRun: expected a boolean, got a string");
}

TEST(Review, WithABadObjectKeepsItsUid) {
  std::string text = a_review("Pod", R"({"spec":[]})");
  Arena arena;
  const auto decoded = decode_review(json::Padded::in(text), arena);
  const auto* unreadable = std::get_if<UnreadableObject>(&decoded);
  ASSERT_NE(unreadable, nullptr);
  EXPECT_EQ(unreadable->uid, "review-1");
  EXPECT_EQ(unreadable->message, "spec: expected an object, got a list");
}

TEST(Review, NeedsTheObjectsOfItsOperation) {
  EXPECT_EQ(Decoded{a_review({.operation = "CREATE"})}.refusal(), "object: object: missing");
  EXPECT_EQ(Decoded{a_review({.operation = "UPDATE", .object = kPod})}.refusal(), "object: oldObject: missing");
}

TEST(Review, SaysWhichObjectIsBad) {
  EXPECT_EQ(Decoded{a_review({.operation = "UPDATE", .object = kPod, .old_object = R"({"spec":{"hostPID":1}})"})}.refusal(),
            "object: oldObject.spec.hostPID: expected a boolean, got a number");
}

TEST(Review, RefusesAFieldThatStandsTwice) {
  EXPECT_EQ(refusal_with(R"("uid":"review-1")", R"("uid":"review-1","uid":"review-2")"),
            "review: request.uid: stands here twice");
  EXPECT_EQ(refusal_with(R"("oldObject":null)", R"("object":{})"), "review: request.object: stands here twice");
}

TEST(Review, IsCaseSensitive) {
  EXPECT_EQ(Decoded{a_review("Pod", R"({"spec":{"HostPID":true,"hostpid":true}})")}.pod().host_pid, false);
}

TEST(Review, ReusesItsArena) {
  Arena arena;
  for (int i = 0; i < 3; ++i) {
    std::string text = a_review("Pod", pod_with_spec(R"({"containers":[{"name":"a"},{"name":"b"}]})"));
    const auto decoded = decode_review(json::Padded::in(text), arena);
    EXPECT_EQ(std::get<model::Pod>(std::get<model::AdmissionRequest>(decoded).object).containers.size(), 2U);
  }
}

}  // namespace
}  // namespace tollgate::kube_codec
