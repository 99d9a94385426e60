// The adapter against a real API server: the one that KUBECONFIG names. Not part of the unit tests; the end-to-end stage
// starts a control plane and runs this program. KUBELAB is the lab's script, by which the server is stopped and started.
// Without these it fails: a missing part is no reason to skip.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>

#include "adapters/json/writer.h"
#include "adapters/kube_client/api.h"
#include "adapters/kube_client/config_map_store.h"
#include "adapters/kube_client/gate_keeper.h"
#include "adapters/kube_client/lease/lease_lock.h"
#include "adapters/kube_client/namespace_writer.h"
#include "adapters/kube_client/nap.h"
#include "adapters/kube_client/team/quota_roles.h"
#include "adapters/kube_client/team/team_quota_objects.h"
#include "adapters/kube_client/watch/cluster_watch.h"
#include "adapters/kube_client/watch/team_quota_watch.h"
#include "adapters/system/system_clock.h"
#include "tests/contract/namespace_objects_contract.h"
#include "tests/contract/pod_gates_contract.h"
#include "tests/contract/quota_access_contract.h"
#include "tests/contract/record_store_contract.h"
#include "tests/contract/team_quotas_contract.h"
#include "tests/fakes/eventually.h"
#include "tests/fakes/recording_log.h"

namespace tollgate::kube_client {
namespace {

using fakes::eventually;
using testing::HasSubstr;

constexpr const char* kNamespaces = "/api/v1/namespaces";

// A namespace of the test's own, removed at the end.
class RealApiServer : public testing::Test {
 protected:
  void SetUp() override {
    const Result<Config> config = find_config("", process_environment());
    ASSERT_TRUE(config) << config.error().message;
    config_ = *config;
    api_ = std::make_unique<Api>(config_);
    namespace_ = "tollgate-contract-" + std::to_string(random_seed() % 1'000'000'000);
    const Result<std::string> made = api_->create(kNamespaces, object("Namespace", namespace_));
    ASSERT_TRUE(made) << made.error().message;
  }

  void TearDown() override {
    if (api_) static_cast<void>(api_->remove(path()));
  }

  static std::string object(const std::string& kind, const std::string& name, const std::string& version = {}) {
    json::Writer json;
    json.begin_object().field("apiVersion", "v1").field("kind", kind).key("metadata").begin_object().field("name", name);
    if (!version.empty()) json.field("resourceVersion", version);
    json.end_object().end_object();
    return std::move(json).take();
  }

  [[nodiscard]] std::string path() const { return std::string{kNamespaces} + "/" + namespace_; }
  [[nodiscard]] std::string maps() const { return path() + "/configmaps"; }

  std::string team_of(const std::string& name) {
    const Result<std::string> body = api_->get(std::string{kNamespaces} + "/" + name);
    Decoder decoder;
    const json::Value labels = decoder.object(*body)->value["metadata"]["labels"];
    return labels["tollgate.dev/team"].is_null() ? "none" : std::string{labels["tollgate.dev/team"].text()};
  }

  std::string version() {
    Decoder decoder;
    return decoder.object(*api_->get(path()))->stored.resource_version;
  }

  Config config_;
  std::unique_ptr<Api> api_;
  std::string namespace_;
  system::SystemClock clock_;
  fakes::RecordingLog log_;
};

TEST_F(RealApiServer, TellsTheOutcomesOfWritesApart) {
  EXPECT_EQ(api_->get(maps() + "/none").error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(api_->create(maps(), object("ConfigMap", "a")));
  EXPECT_EQ(api_->create(maps(), object("ConfigMap", "a")).error().code, ErrorCode::kExists);
  EXPECT_EQ(api_->replace(maps() + "/a", object("ConfigMap", "a", "1")).error().code, ErrorCode::kConflict);
  EXPECT_EQ(api_->create(maps(), object("ConfigMap", "Not A Name")).error().code, ErrorCode::kInvalid);
  ASSERT_TRUE(api_->merge_patch(maps() + "/a", R"({"data":{"k":"v"}})"));
  ASSERT_TRUE(api_->json_patch(maps() + "/a", R"([{"op":"test","path":"/data/k","value":"v"}])"));
  ASSERT_TRUE(api_->apply(maps() + "/b", object("ConfigMap", "b")));
  EXPECT_EQ(api_->remove(maps() + "/b", R"({"preconditions":{"uid":"not-its-uid"}})").error().code, ErrorCode::kConflict);
  ASSERT_TRUE(api_->remove(maps() + "/b"));
  EXPECT_EQ(api_->get(maps() + "/b").error().code, ErrorCode::kNotFound);
}

TEST_F(RealApiServer, ListsMoreThanAPage) {
  for (int i = 0; i < 501; ++i) ASSERT_TRUE(api_->create(maps(), object("ConfigMap", "m" + std::to_string(i))));
  int seen = 0;
  const Result<std::string> version = api_->list(maps(), [&](const Object&) { ++seen; });
  ASSERT_TRUE(version) << version.error().message;
  EXPECT_GE(seen, 501);
  EXPECT_NE(*version, "");
}

TEST_F(RealApiServer, IsBelievedOnlyWithItsCertificateAndName) {
  Config named = config_;
  named.server_name = "kubernetes.default.svc";
  EXPECT_TRUE(Api{named}.get("/api"));
  named.server_name = "elsewhere.example";
  EXPECT_EQ(Api{named}.get("/api").error().code, ErrorCode::kUnavailable);
  Config other_ca = config_;
  other_ca.ca = config_.certificate;
  EXPECT_EQ(Api{other_ca}.get("/api").error().code, ErrorCode::kUnavailable);
  other_ca.verify = false;
  EXPECT_TRUE(Api{other_ca}.get("/api"));
}

TEST_F(RealApiServer, RefusesAWrongToken) {
  Config config = config_;
  config.certificate = config.key = {};
  config.token.text = "wrong";
  EXPECT_EQ(Api{config}.get(kNamespaces).error().code, ErrorCode::kForbidden);
}

TEST_F(RealApiServer, KeepsTheContractOfNamespaceObjects) {
  NamespaceWriter writer{*api_};
  contract::expect_namespace_objects(writer, namespace_, namespace_ + "-none",
                                     [this](const std::string& name) { return team_of(name); });
}

TEST_F(RealApiServer, TheLabelIsTakenOverAndASecondWriteChangesNothing) {
  NamespaceWriter writer{*api_};
  // As another manager would have written it.
  ASSERT_TRUE(api_->merge_patch(path() + "?fieldManager=somebody",
                                R"({"metadata":{"labels":{"tollgate.dev/team":"theirs","kept":"yes"}}})"));
  ASSERT_TRUE(writer.set_team(namespace_, "vision"));
  const std::string before = version();
  ASSERT_TRUE(writer.set_team(namespace_, "vision"));
  EXPECT_EQ(version(), before);
  EXPECT_THAT(*api_->get(path()), HasSubstr(R"("kept":"yes")"));
  EXPECT_EQ(team_of(namespace_), "vision");
}

// In a namespace that nobody judges: elsewhere a webhook that may be registered lets no such pod in.
TEST_F(RealApiServer, KeepsTheContractOfPodGates) {
  const std::string pods = std::string{kNamespaces} + "/kube-system/pods";
  const std::string created = R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":")" + namespace_ +
                              R"("},"spec":{"containers":[{"name":"c","image":"i"}],)"
                              R"("schedulingGates":[{"name":"example.com/another"},{"name":"tollgate.dev/quota"}]}})";
  ASSERT_TRUE(eventually([&] { return api_->create(pods, created).ok(); })) << "once there is a service account";
  const auto waiting = [&]() -> std::optional<quota::WaitingPod> {
    Decoder decoder;
    const std::string body = *api_->get(pods + "/" + namespace_);
    const Object object = *decoder.object(body);
    if (object.value["spec"]["schedulingGates"].size() < 2) return std::nullopt;
    quota::WaitingPod pod;
    pod.charge.uid = object.stored.uid;
    pod.charge.name = "kube-system/" + namespace_;
    pod.gate = {.version = object.stored.resource_version,
                .index = 1,
                .said = std::string{object.value["metadata"]["annotations"]["tollgate.dev/waiting"].text()}};
    return pod;
  };
  GateKeeper keeper{*api_};
  contract::expect_pod_gates(keeper, waiting);
  const std::string body = *api_->get(pods + "/" + namespace_);
  EXPECT_THAT(body, HasSubstr("example.com/another"));
  EXPECT_THAT(body, testing::Not(HasSubstr("tollgate.dev/waiting")));
  EXPECT_TRUE(api_->remove(pods + "/" + namespace_, R"({"gracePeriodSeconds":0})"));
}

TEST_F(RealApiServer, KeepsTheContractOfRecordStore) {
  ConfigMapStore store{*api_, namespace_};
  contract::expect_record_store(store, "slurm-main");
}

// The two below need Tollgate's manifests in the cluster. The team is this test's own: it is called like the namespace.
TEST_F(RealApiServer, KeepsTheContractOfTeamQuotas) {
  TeamQuotaObjects quotas{*api_};
  const TeamQuotaWatch watch{*api_, log_};
  contract::expect_team_quotas(quotas, namespace_);

  const quota::TeamQuota full = contract::a_full_team_quota(namespace_);
  ASSERT_TRUE(quotas.write(full));
  EXPECT_EQ(*quotas.read(namespace_), full);
  EXPECT_TRUE(eventually([&] {
    const auto seen = watch.find(namespace_);
    return seen != nullptr && *seen == full;
  }));
  EXPECT_TRUE(quotas.remove(namespace_));
  EXPECT_TRUE(eventually([&] { return watch.find(namespace_) == nullptr; }));
}

TEST_F(RealApiServer, KeepsTheContractOfQuotaAccess) {
  QuotaRoles access{*api_};
  contract::expect_quota_access(access, namespace_);
}

TEST_F(RealApiServer, ItsPictureFollowsIt) {
  ClusterWatch watch{*api_, log_};
  ASSERT_TRUE(eventually([&] { return watch.synced(); }));
  const auto seen = [&] { return watch.view().current()->namespaces.contains(namespace_); };
  EXPECT_TRUE(seen());
  EXPECT_EQ(watch.view().current()->priority_classes.at("system-node-critical").value, 2'000'001'000);

  NamespaceWriter writer{*api_};
  ASSERT_TRUE(writer.set_team(namespace_, "vision"));
  EXPECT_TRUE(eventually([&] { return watch.view().current()->namespaces.at(namespace_).labels.contains("tollgate.dev/team"); }));
  ASSERT_TRUE(api_->remove(path()));
  EXPECT_TRUE(eventually([&] { return !seen() || watch.view().current()->namespaces.at(namespace_).deleting; }));
  EXPECT_TRUE(log_.lines().empty());
}

// The lab's script with this argument and the API server's name.
bool kubelab(const std::string& verb) {
  const std::string script = process_environment()("KUBELAB").value_or("false");
  return std::system((script + " " + verb + " apiserver0").c_str()) == 0;  // NOLINT(concurrency-mt-unsafe,cert-env33-c)
}

TEST_F(RealApiServer, ItsPictureOutlivesAKilledServer) {
  ClusterWatch::Settings impatient;
  impatient.watch.backoff = {.first = std::chrono::milliseconds{50}, .last = std::chrono::milliseconds{500}};
  ClusterWatch watch{*api_, log_, impatient};
  ASSERT_TRUE(eventually([&] { return watch.synced(); }));
  ASSERT_TRUE(kubelab("kill-one"));
  EXPECT_TRUE(eventually([&] { return log_.count("watch in trouble") == 3; })) << "each of its watches says so once";
  EXPECT_TRUE(watch.synced());
  EXPECT_TRUE(watch.view().current()->namespaces.contains(namespace_));
  EXPECT_EQ(NamespaceWriter{*api_}.set_team(namespace_, "vision").error().code, ErrorCode::kUnavailable);

  ASSERT_TRUE(kubelab("start-one"));
  ASSERT_TRUE(NamespaceWriter{*api_}.set_team(namespace_, "vision"));
  const auto labelled = [&] { return watch.view().current()->namespaces.at(namespace_).labels.contains("tollgate.dev/team"); };
  ASSERT_TRUE(eventually(labelled));
  // A server that starts may open a watch and drop it again, which is news each time; the tries in between are not.
  EXPECT_TRUE(eventually([&] { return log_.count("watch well again") == log_.count("watch in trouble"); }));
  EXPECT_LE(log_.count("watch in trouble"), 6U);
}

TEST_F(RealApiServer, LetsOneLeadAndTheNextFollow) {
  const auto settings = [&](std::string identity) {
    LeaseLock::Settings made;
    made.namespace_name = namespace_;
    made.identity = std::move(identity);
    made.retry_period = std::chrono::milliseconds{50};
    return made;
  };
  LeaseLock first{*api_, clock_, log_, settings("first")};
  LeaseLock second{*api_, clock_, log_, settings("second")};
  const auto work = [](const std::stop_token& term) { nap(std::chrono::hours{1}, term); };
  std::jthread one{[&](const std::stop_token& stop) { first.lead(stop, work); }};
  ASSERT_TRUE(eventually([&] { return first.is_leading(); }));
  std::jthread two{[&](const std::stop_token& stop) { second.lead(stop, work); }};
  // Ten renewals long the second stays out.
  nap(std::chrono::milliseconds{500}, {});
  EXPECT_TRUE(first.is_leading());
  EXPECT_FALSE(second.is_leading());
  one.request_stop();
  EXPECT_TRUE(eventually([&] { return second.is_leading(); }));
}

}  // namespace
}  // namespace tollgate::kube_client
