#include "webhook/doors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/policies.h"
#include "tests/fakes/recording_recorder.h"

namespace tollgate::webhook {
namespace {

using nlohmann::json;

class OneAnswer final : public https::ReplyTarget {
 public:
  void answer(https::HttpAnswer answer) override { given = std::move(answer); }
  std::optional<https::HttpAnswer> given;
};

class Cluster final : public ClusterSource {
 public:
  bool synced() const override { return is_synced; }
  const Published<policy::ClusterView>& view() const override { return view_; }
  bool is_synced = true;

 private:
  Published<policy::ClusterView> view_{std::make_shared<const policy::ClusterView>()};
};

class Doors : public testing::Test {
 protected:
  Doors() { add_doors(routes_, admit_, cluster_); }

  https::HttpAnswer post(std::string_view path, std::string body) {
    body.reserve(body.size() + https::kBodyPadding);
    const auto target = std::make_shared<OneAnswer>();
    routes_.handle({.method = "POST", .path = path, .body = body}, https::Reply{target});
    return target->given.value();
  }

  static std::string review(const json& pod) {
    return json{{"apiVersion", "admission.k8s.io/v1"},
                {"kind", "AdmissionReview"},
                {"request",
                 {{"uid", "u-1"},
                  {"kind", {{"group", ""}, {"version", "v1"}, {"kind", "Pod"}}},
                  {"resource", {{"group", ""}, {"version", "v1"}, {"resource", "pods"}}},
                  {"namespace", "vision"},
                  {"operation", "CREATE"},
                  {"userInfo", {{"username", "oidc:alice"}}},
                  {"object", pod}}}}
        .dump();
  }

  Cluster cluster_;

 private:
  fakes::FakeClock clock_;
  fakes::RecordingRecorder recorder_;
  Published<policy::Site> site_{std::make_shared<const policy::Site>(fakes::site(std::string{fakes::platform_yaml()} + R"(
apiVersion: tollgate.dev/v1alpha1
kind: Team
metadata: {name: vision}
spec: {namespaces: [vision]}
---
apiVersion: tollgate.dev/v1alpha1
kind: PodPolicy
metadata: {name: enforced-pods}
spec: {rule: pod-security}
---
apiVersion: tollgate.dev/v1alpha1
kind: PodPolicy
metadata: {name: warned-pods}
spec: {rule: pod-security, mode: warn}
---
apiVersion: tollgate.dev/v1alpha1
kind: PodPolicy
metadata: {name: enforced-labels}
spec: {rule: required-labels}
---
apiVersion: tollgate.dev/v1alpha1
kind: PodPolicy
metadata: {name: recorded-labels}
spec: {rule: required-labels, mode: audit}
---
apiVersion: tollgate.dev/v1alpha1
kind: Exemption
metadata: {name: listening}
spec:
  policies: [enforced-pods, warned-pods]
  checks: [hostNamespaces]
  match: {labels: {listens: ["yes"]}}
  reason: tests
  expires: 2026-12-01T00:00:00Z
)"))};
  admission::Admit admit_{{site_, cluster_.view(), clock_, recorder_}};
  https::Routes routes_;
};

const json kPod = {{"metadata", {{"name", "a"}}}, {"spec", {{"containers", json::array({{{"name", "c"}, {"image", "i"}}})}}}};

TEST_F(Doors, MutateEditsAndNeverDenies) {
  const json answer = json::parse(post("/mutate", review(kPod)).body)["response"];
  EXPECT_EQ(answer["uid"], "u-1");
  EXPECT_EQ(answer["allowed"], true);
  EXPECT_EQ(answer["patchType"], "JSONPatch");
}

TEST_F(Doors, AUsedExemptionIsToldTheAuditorAndNotTheUser) {
  json pod = kPod;
  pod["metadata"]["labels"] = {{"team", "vision"}, {"user", "alice"}, {"listens", "yes"}};
  pod["spec"]["hostNetwork"] = true;
  const json answer = json::parse(post("/validate", review(pod)).body)["response"];
  EXPECT_EQ(answer["allowed"], true);
  EXPECT_EQ(answer["auditAnnotations"]["exemptions"], "listening");
  EXPECT_FALSE(answer.contains("warnings"));
}

TEST_F(Doors, ValidateDeniesAndNeverEdits) {
  const https::HttpAnswer answer = post("/validate", review(kPod));
  EXPECT_EQ(answer.status, 200);
  const json response = json::parse(answer.body)["response"];
  EXPECT_EQ(response["allowed"], false);
  EXPECT_EQ(response["status"]["code"], 403);
  EXPECT_FALSE(response.contains("patch"));
  EXPECT_EQ(response["auditAnnotations"]["team"], "vision");
  EXPECT_EQ(response["auditAnnotations"]["rules"], "required-labels");
}

TEST_F(Doors, NoteEachRuleOnceForTheAuditLog) {
  json pod = kPod;
  pod["spec"]["hostNetwork"] = true;
  pod["spec"]["containers"][0]["securityContext"]["privileged"] = true;
  const json response = json::parse(post("/validate", review(pod)).body)["response"];
  EXPECT_EQ(response["auditAnnotations"]["rules"], "required-labels,pod-security");
}

TEST_F(Doors, AnswerWhatIsNoReviewWithAStatus) {
  for (const char* body : {"", "{", "[]", "{}", R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"})"}) {
    const https::HttpAnswer answer = post("/validate", body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(json::parse(answer.body)["kind"], "Status") << body;
  }
}

TEST_F(Doors, RefuseAnObjectThatCannotBeReadByItsField) {
  json pod = kPod;
  pod["spec"]["containers"][0]["securityContext"]["privileged"] = "yes";
  const json response = json::parse(post("/validate", review(pod)).body)["response"];
  EXPECT_EQ(response["allowed"], false);
  EXPECT_EQ(response["status"]["code"], 422);
  EXPECT_THAT(response["status"]["message"].get<std::string>(), testing::HasSubstr("securityContext.privileged"));
}

TEST_F(Doors, SayNothingAboutAClusterTheyHaveNotSeen) {
  cluster_.is_synced = false;
  EXPECT_EQ(post("/mutate", review(kPod)).status, 503);
  EXPECT_EQ(post("/validate", review(kPod)).status, 503);
}

}  // namespace
}  // namespace tollgate::webhook
