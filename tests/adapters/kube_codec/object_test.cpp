#include "adapters/kube_codec/object.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/adapters/kube_codec/reviews.h"

namespace tollgate::kube_codec {
namespace {

using model::Operation;
using testing::ElementsAre;
using testing::SizeIs;

constexpr std::string_view kPod =
    R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"a"}]}})";

class PlainObject : public testing::Test {
 protected:
  const model::AdmissionRequest& decode(std::string_view text, const ObjectContext& context = {}) {
    decoded_.emplace(decode_text(text, context, arena_));
    if (auto* request = std::get_if<model::AdmissionRequest>(&decoded_->decoded)) return *request;
    ADD_FAILURE() << refusal();
    return nothing_;
  }
  std::string refusal_of(std::string_view text, const ObjectContext& context = {}) {
    decoded_.reset();
    decoded_.emplace(decode_text(text, context, arena_));
    return refusal();
  }
  bool was_review() const { return decoded_ && decoded_->was_review; }

 private:
  std::string refusal() const {
    if (const auto* review = std::get_if<UnreadableReview>(&decoded_->decoded)) return review->message;
    if (const auto* object = std::get_if<UnreadableObject>(&decoded_->decoded)) return object->message;
    return "";
  }

  Arena arena_;
  std::optional<DecodedText> decoded_;
  model::AdmissionRequest nothing_{std::pmr::get_default_resource()};
};

TEST_F(PlainObject, BecomesTheCreationOfIt) {
  const std::vector<std::string> groups{"oidc:vision"};
  const auto& request = decode(kPod, {.uid = "line-1", .user = "oidc:alice", .groups = groups, .default_namespace = "vision"});
  EXPECT_FALSE(was_review());
  EXPECT_EQ(request.uid, "line-1");
  EXPECT_EQ(request.operation, Operation::kCreate);
  EXPECT_EQ(request.kind, "Pod");
  EXPECT_EQ(request.resource, "pods");
  EXPECT_EQ(request.name, "p");
  EXPECT_EQ(request.namespace_name, "vision");
  EXPECT_EQ(request.caller.username, "oidc:alice");
  EXPECT_THAT(request.caller.groups, ElementsAre("oidc:vision"));
  EXPECT_FALSE(request.dry_run);
  EXPECT_EQ(std::get<model::Pod>(request.object).metadata.namespace_name, "vision");
}

TEST_F(PlainObject, KeepsItsOwnNamespace) {
  EXPECT_EQ(decode(R"({"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"mine"}})", {.default_namespace = "vision"})
                .namespace_name,
            "mine");
}

TEST_F(PlainObject, ThatIsANamespaceIsInItself) {
  const auto& request = decode(R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"vision-dev"}})");
  EXPECT_EQ(request.resource, "namespaces");
  EXPECT_EQ(request.namespace_name, "vision-dev");
  EXPECT_TRUE(std::holds_alternative<model::NamespaceObject>(request.object));
}

TEST_F(PlainObject, IsAWorkloadByItsGroupAndKind) {
  const auto& request = decode(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{"template":{}}})");
  EXPECT_EQ(request.group, "apps");
  EXPECT_EQ(request.resource, "deployments");
  EXPECT_TRUE(std::holds_alternative<model::Workload>(request.object));
}

TEST_F(PlainObject, OfAnotherKindIsNotRead) {
  const auto& request = decode(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}})");
  EXPECT_EQ(request.kind, "ConfigMap");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(request.object));
}

TEST_F(PlainObject, GetsItsRequestsFromItsLimits) {
  const auto& request = decode(
      R"({"apiVersion":"v1","kind":"Pod","metadata":{},"spec":{"containers":[
          {"name":"a","resources":{"limits":{"nvidia.com/gpu":2,"cpu":"4"},"requests":{"cpu":"1"}}},
          {"name":"b","resources":{"limits":{"cpu":"1"}}},{"name":"c"}]}})");
  const auto& containers = std::get<model::Pod>(request.object).containers;
  ASSERT_THAT(containers.at(0).requests, testing::Optional(SizeIs(2)));
  EXPECT_EQ(containers[0].requests->at(0).quantity, "1");  // its own stays
  EXPECT_EQ(containers[0].requests->at(1).resource, "nvidia.com/gpu");
  EXPECT_EQ(containers[0].requests->at(1).quantity, "2");
  EXPECT_TRUE(containers[0].requests->at(1).implied);
  EXPECT_FALSE(containers[0].requests->at(0).implied);
  EXPECT_THAT(containers.at(1).requests, testing::Optional(SizeIs(1)));
  EXPECT_EQ(containers.at(2).requests, std::nullopt);
}

TEST_F(PlainObject, KeepsATemplateAsItIs) {
  const auto& request = decode(
      R"({"apiVersion":"batch/v1","kind":"Job","metadata":{},"spec":{"template":{"spec":{"containers":[
          {"name":"a","resources":{"limits":{"cpu":"1"}}}]}}}})");
  EXPECT_EQ(std::get<model::Workload>(request.object).templates.at(0).pod.containers.at(0).requests, std::nullopt);
}

TEST_F(PlainObject, IsUpdatedFromAnOldOne) {
  const auto& request = decode(kPod, {.operation = Operation::kUpdate,
                                      .subresource = "status",
                                      .old_object = R"({"kind":"Pod","metadata":{"labels":{"a":"b"}}})"});
  EXPECT_EQ(request.operation, Operation::kUpdate);
  EXPECT_EQ(request.subresource, "status");
  EXPECT_EQ(std::get<model::Pod>(request.object).metadata.name, "p");
  EXPECT_EQ(std::get<model::Pod>(request.old_object).metadata.label("a"), "b");
}

TEST_F(PlainObject, ThatIsDeletedIsTheOldOne) {
  const auto& request = decode(kPod, {.operation = Operation::kDelete});
  EXPECT_TRUE(std::holds_alternative<std::monostate>(request.object));
  EXPECT_EQ(std::get<model::Pod>(request.old_object).metadata.name, "p");
}

TEST_F(PlainObject, MayBeAReviewThatStandsForItself) {
  const auto& request = decode(a_review("Pod", kPod), {.user = "somebody else", .default_namespace = "elsewhere"});
  EXPECT_TRUE(was_review());
  EXPECT_EQ(request.caller.username, "oidc:alice");
  EXPECT_EQ(request.namespace_name, "vision");
}

TEST_F(PlainObject, IsRefusedByName) {
  EXPECT_EQ(refusal_of("{"), "not JSON: bad structure");
  EXPECT_EQ(refusal_of("[]"), "expected an object, got a list");
  EXPECT_EQ(refusal_of("{}"), "kind: missing");
  EXPECT_EQ(refusal_of(R"({"kind":"List","items":[]})"), "kind: a list is no object, its items come one by one");
  EXPECT_EQ(refusal_of(R"({"kind":"Pod","spec":{"hostPID":1}})"), "spec.hostPID: expected a boolean, got a number");
  EXPECT_EQ(refusal_of(kPod, {.operation = Operation::kUpdate}), "oldObject: missing");
  EXPECT_EQ(refusal_of(kPod, {.operation = Operation::kUpdate, .old_object = "{"}), "oldObject: not JSON: bad structure");
}

}  // namespace
}  // namespace tollgate::kube_codec
