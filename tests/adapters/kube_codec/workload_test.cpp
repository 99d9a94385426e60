#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/adapters/kube_codec/reviews.h"

namespace tollgate::kube_codec {
namespace {

using testing::SizeIs;

constexpr std::string_view kTemplate =
    R"({"metadata":{"labels":{"team":"vision"}},"spec":{"hostPID":true,"containers":[{"name":"a"}]}})";

std::string with_template_at_spec(std::string_view pod_template) {
  return R"({"metadata":{"name":"w","uid":"1","labels":{"x":"y"}},"spec":{"template":)" + std::string{pod_template} + "}}";
}

TEST(Workload, HasItsMetadataAndItsTemplate) {
  const Decoded decoded{a_review("Deployment.apps", with_template_at_spec(kTemplate))};
  const auto& workload = decoded.workload();
  EXPECT_EQ(workload.kind->kind, "Deployment");
  EXPECT_EQ(workload.metadata.name, "w");
  EXPECT_EQ(workload.metadata.label("x"), "y");
  ASSERT_THAT(workload.templates, SizeIs(1));
  EXPECT_EQ(workload.templates[0].base, "/spec/template");
  EXPECT_EQ(workload.templates[0].pod.metadata.label("team"), "vision");
  EXPECT_TRUE(workload.templates[0].pod.host_pid);
  EXPECT_THAT(workload.templates[0].pod.containers, SizeIs(1));
}

TEST(Workload, IsFoundForEveryKindByItsTemplatePath) {
  for (const model::WorkloadKind& kind : model::workload_kinds()) {
    // "/a/b" around a template is {"a":{"b":…}}
    std::string object{kTemplate};
    std::string_view path = kind.template_path;
    while (!path.empty()) {
      const auto slash = path.rfind('/');
      object = R"({")" + std::string{path.substr(slash + 1)} + R"(":)" + object + "}";
      path = path.substr(0, slash);
    }
    const auto name = std::string{kind.kind} + (kind.group.empty() ? "" : ".") + std::string{kind.group};
    const Decoded decoded{a_review(name, object)};
    EXPECT_EQ(decoded.workload().kind, &kind);
    ASSERT_THAT(decoded.workload().templates, SizeIs(1)) << name;
    EXPECT_EQ(decoded.workload().templates[0].base, kind.template_path);
    EXPECT_EQ(decoded.workload().templates[0].pod.metadata.label("team"), "vision");
  }
}

TEST(Workload, SaysHowManyPodsItHasAtOnce) {
  const auto pods = [](std::string_view kind, const std::string& spec) {
    const Decoded decoded{a_review(kind, R"({"spec":{)" + spec + R"("template":{"spec":{}}}})")};
    return std::pair{decoded.workload().pods.value_or(-1), decoded.workload().together};
  };
  EXPECT_EQ(pods("Deployment.apps", R"("replicas":3,)"), std::pair(std::int64_t{3}, false));
  EXPECT_EQ(pods("Deployment.apps", ""), std::pair(std::int64_t{1}, false));
  EXPECT_EQ(pods("ReplicaSet.apps", R"("replicas":0,)"), std::pair(std::int64_t{0}, true));
  EXPECT_EQ(pods("StatefulSet.apps", R"("replicas":3,)"), std::pair(std::int64_t{3}, false));
  EXPECT_EQ(pods("StatefulSet.apps", R"("replicas":3,"podManagementPolicy":"Parallel",)"), std::pair(std::int64_t{3}, true));
  EXPECT_EQ(pods("DaemonSet.apps", ""), std::pair(std::int64_t{-1}, false)) << "as many as there are nodes";
  EXPECT_EQ(pods("Job.batch", R"("parallelism":4,"completions":9,)"), std::pair(std::int64_t{4}, true));
  EXPECT_EQ(pods("Job.batch", R"("parallelism":4,"completions":2,)"), std::pair(std::int64_t{2}, true));
  EXPECT_EQ(pods("Job.batch", R"("parallelism":-4,)"), std::pair(std::int64_t{0}, true));
  const Decoded cron{a_review("CronJob.batch", R"({"spec":{"jobTemplate":{"spec":{"parallelism":4,"template":{"spec":{}}}}}})")};
  EXPECT_EQ(cron.workload().pods, 4);
}

TEST(Workload, WithoutATemplateIsRefused) {
  const auto refusal = [](std::string_view kind, std::string_view object) { return Decoded{a_review(kind, object)}.refusal(); };
  EXPECT_EQ(refusal("Job.batch", "{}"), "object: spec: missing");
  EXPECT_EQ(refusal("Job.batch", R"({"spec":null})"), "object: spec: missing");
  EXPECT_EQ(refusal("Job.batch", R"({"spec":{}})"), "object: spec.template: missing");
  EXPECT_EQ(refusal("ReplicationController", R"({"spec":{"template":null}})"), "object: spec.template: missing");
  EXPECT_EQ(refusal("CronJob.batch", R"({"spec":{"jobTemplate":{"spec":{}}}})"),
            "object: spec.jobTemplate.spec.template: missing");
}

TEST(Workload, NamesTheFieldInsideItsTemplate) {
  EXPECT_EQ(Decoded(a_review("Job.batch", R"({"spec":[]})")).refusal(), "object: spec: expected an object, got a list");
  EXPECT_EQ(Decoded(a_review("Job.batch", with_template_at_spec(R"({"spec":{"containers":[{"image":1}]}})"))).refusal(),
            "object: spec.template.spec.containers[0].image: expected a string, got a number");
}

TEST(Workload, RefusesATemplateThatStandsTwice) {
  EXPECT_EQ(Decoded(a_review("Job.batch", R"({"spec":{"template":{},"template":{}}})")).refusal(),
            "object: spec.template: stands here twice");
}

TEST(Workload, KnowsATemplateWithoutMetadata) {
  const Decoded decoded{a_review("Job.batch", with_template_at_spec(R"({"spec":{}})"))};
  ASSERT_THAT(decoded.workload().templates, SizeIs(1));
  EXPECT_FALSE(decoded.workload().templates[0].pod.metadata.present);
}

}  // namespace
}  // namespace tollgate::kube_codec
