#include "webhook/doors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <mutex>
#include <optional>

#include "adapters/quota_store/memory.h"
#include "adapters/system/system_clock.h"
#include "app/admission/claim_pods.h"
#include "core/policy/gpu/ledger_specs.h"
#include "tests/fakes/eventually.h"
#include "tests/fakes/faulty_quota_store.h"
#include "tests/fakes/policies.h"
#include "tests/fakes/recording_recorder.h"

namespace tollgate::webhook {
namespace {

using fakes::eventually;
using nlohmann::json;

class OneAnswer final : public https::ReplyTarget {
 public:
  void answer(https::HttpAnswer answer) override {
    const std::lock_guard lock{mutex_};
    given_ = std::move(answer);
  }
  std::optional<https::HttpAnswer> given() const {
    const std::lock_guard lock{mutex_};
    return given_;
  }

 private:
  mutable std::mutex mutex_;
  std::optional<https::HttpAnswer> given_;
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
  Doors() {
    ledgers_.put_specs(policy::ledger_specs(*site_.current()));
    add_doors(routes_, {admit_, cluster_, clock_});
  }

  // What is answered on the spot.
  https::HttpAnswer post(std::string_view path, std::string body) { return ask(path, std::move(body))->given().value(); }

  // What is answered later; the body is gone by then.
  std::shared_ptr<OneAnswer> ask(std::string_view path, std::string body, std::optional<Duration> timeout = {}) {
    body.reserve(body.size() + https::kBodyPadding);
    const auto target = std::make_shared<OneAnswer>();
    routes_.handle({.method = "POST", .path = path, .body = body, .timeout = timeout}, https::Reply{target});
    std::ranges::fill(body, 'x');
    return target;
  }

  static json answer_to(const OneAnswer& target) {
    EXPECT_TRUE(eventually([&] { return target.given().has_value(); }));
    return json::parse(target.given().value().body)["response"];
  }

  static json pod_with_gpus(const std::string& name, const std::string& gpus) {
    const json resources = {{"limits", {{"nvidia.com/gpu", gpus}}}, {"requests", {{"nvidia.com/gpu", gpus}}}};
    return {
        {"metadata",
         {{"name", name}, {"uid", "uid-" + name}, {"labels", {{"team", "vision"}, {"user", "alice"}, {"job_type", "training"}}}}},
        {"spec",
         {{"containers", json::array({{{"name", "c"}, {"image", "i"}, {"resources", resources}}})},
          {"priorityClassName", "gpu-normal"},
          {"priority", 10000}}}};
  }

  static std::string review(const json& pod) {
    return json{{"apiVersion", "admission.k8s.io/v1"},
                {"kind", "AdmissionReview"},
                {"request",
                 {{"uid", "u-1"},
                  {"kind", {{"group", ""}, {"version", "v1"}, {"kind", "Pod"}}},
                  {"resource", {{"group", ""}, {"version", "v1"}, {"resource", "pods"}}},
                  {"namespace", "vision"},
                  {"name", pod["metadata"]["name"]},
                  {"operation", "CREATE"},
                  {"userInfo", {{"username", "oidc:alice"}}},
                  {"object", pod}}}}
        .dump();
  }

  Cluster cluster_;
  system::SystemClock clock_;
  quota_store::Memory ledgers_{clock_, {.reservation_ttl = std::chrono::seconds{30}}};
  fakes::FaultyQuotaStore store_{ledgers_};

 private:
  fakes::RecordingRecorder recorder_;
  Published<policy::Site> site_{std::make_shared<const policy::Site>(fakes::site(std::string{fakes::platform_yaml()} + R"(
apiVersion: tollgate.dev/v1alpha1
kind: Team
metadata: {name: vision}
spec: {namespaces: [vision], quota: {gpus: 8}}
---
apiVersion: tollgate.dev/v1alpha1
kind: GpuCatalog
metadata: {name: gpus}
spec:
  models: {h100: {nodeLabel: {gpu: h100}}}
  resources: {nvidia.com/gpu: {units: 1, model: h100}}
---
apiVersion: tollgate.dev/v1alpha1
kind: PodPolicy
metadata: {name: enforced-pods}
spec: {rule: pod-security, params: {level: baseline}}
---
apiVersion: tollgate.dev/v1alpha1
kind: PodPolicy
metadata: {name: warned-pods}
spec: {rule: pod-security, mode: warn, params: {level: baseline}}
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
  admission::QuotaBatcher quota_{store_, clock_};
  admission::ClaimPods pods_{nullptr, clock_};
  admission::Admit admit_{{site_, cluster_.view(), clock_, recorder_, store_, quota_, pods_}};
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

TEST_F(Doors, AnswerAPodWithGpusWhenItsQuotaWasCounted) {
  const json granted = answer_to(*ask("/validate", review(pod_with_gpus("first", "8"))));
  EXPECT_EQ(granted["allowed"], true) << granted;
  EXPECT_EQ(granted["uid"], "u-1");
  EXPECT_EQ(granted["auditAnnotations"]["gpus-before"], "0");
  EXPECT_EQ(granted["auditAnnotations"]["gpus-after"], "8");

  const json refused = answer_to(*ask("/validate", review(pod_with_gpus("second", "1"))));
  EXPECT_EQ(refused["allowed"], false);
  EXPECT_EQ(refused["status"]["code"], 403);
  EXPECT_THAT(refused["status"]["message"].get<std::string>(), testing::HasSubstr("exceeded quota"));
}

TEST_F(Doors, SayTryAgainBeforeTheCallerGivesUp) {
  store_.hang();
  const auto waiting = ask("/validate", review(pod_with_gpus("first", "1")), Duration{40});
  const json answer = answer_to(*waiting);
  store_.release();
  EXPECT_EQ(answer["allowed"], false);
  EXPECT_EQ(answer["status"]["code"], 503);
  EXPECT_THAT(answer["status"]["message"].get<std::string>(), testing::HasSubstr("try again"));
}

TEST_F(Doors, LetNobodyElseWaitForAHangingLedger) {
  store_.hang();
  const auto waiting = ask("/validate", review(pod_with_gpus("first", "1")));
  EXPECT_EQ(post("/validate", review(kPod)).status, 200);
  EXPECT_FALSE(waiting->given().has_value());
  store_.release();
  EXPECT_EQ(answer_to(*waiting)["allowed"], true);
}

}  // namespace
}  // namespace tollgate::webhook
