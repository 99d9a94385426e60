#include "adapters/kube_client/watch/pod_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/system/system_clock.h"
#include "tests/fakes/eventually.h"
#include "tests/fakes/fake_api_server.h"
#include "tests/fakes/quota_builders.h"
#include "tests/fakes/recording_log.h"

namespace tollgate::kube_client {
namespace {

using fakes::a_tree;
using fakes::eventually;
using fakes::FakeApiServer;
using fakes::operator""_gpu;
using testing::SizeIs;

constexpr const char* kList = "GET /api/v1/pods?limit";
constexpr const char* kWatch = "GET /api/v1/pods?watch";

std::string pod(const std::string& name, const std::string& phase, int version) {
  return R"({"metadata":{"name":")" + name + R"(","namespace":"vision","uid":"uid-)" + name + R"(","resourceVersion":")" +
         std::to_string(version) + R"("},"spec":{"containers":[{"name":"c"}]},"status":{"phase":")" + phase + R"("}})";
}

FakeApiServer::Answer listing(const std::string& items, int version) {
  return [items, version](const FakeApiServer::Request&, FakeApiServer::Peer& peer) {
    peer.answer(200, R"({"metadata":{"resourceVersion":")" + std::to_string(version) + R"("},"items":[)" + items + "]}");
  };
}

FakeApiServer::Answer watching(const std::string& events) {
  return [events](const FakeApiServer::Request&, FakeApiServer::Peer& peer) {
    peer.begin(200);
    peer.chunk(events);
    peer.hold();
  };
}

std::string event(const char* type, const std::string& object) {
  return std::string{R"({"type":")"} + type + R"(","object":)" + object + "}";
}

// Every pod is charged one GPU to research, except one called "odd", which cannot be read.
Result<std::optional<policy::CountedCharge>> charge_of(const model::Pod& pod) {
  if (pod.metadata.name == "odd") return Error{ErrorCode::kInvalid, "no quantity"};
  quota::Charge charge = fakes::a_pod_charge().of("research").gpus(1);
  charge.uid = pod.metadata.uid;
  return std::optional{policy::CountedCharge{"research", std::move(charge)}};
}

// Every claim is charged one GPU to research.
std::optional<policy::CountedCharge> claim_charge_of(const model::ResourceClaim& claim) {
  quota::Charge charge = fakes::a_pod_charge().of("research").gpus(1);
  charge.uid = claim.bearer.metadata.uid;
  return policy::CountedCharge{"research", std::move(charge)};
}

class PodPicture : public testing::Test {
 protected:
  PodPicture() {
    server_.script(kWatch, {watching("")});
    Config config;
    config.server = server_.url();
    api_.emplace(config);
  }

  void start() {
    Watch::Settings settings;
    settings.backoff.first = std::chrono::milliseconds{1};
    watch_.emplace(PodWatch::Needs{*api_, clock_, log_}, charge_of, claim_charge_of, settings);
    watch_->recount();
  }
  std::optional<quota::Snapshot> snapshot() { return watch_->snapshot(a_tree().root("research", 8_gpu).ledger()); }
  bool comes_to(std::size_t pods) {
    return eventually([&] {
      const auto now = snapshot();
      return now && now->pods.size() == pods;
    });
  }

  system::SystemClock clock_;
  fakes::RecordingLog log_;
  FakeApiServer server_;
  std::optional<Api> api_;
  std::optional<PodWatch> watch_;
};

TEST_F(PodPicture, ShowsThePodsThatHaveNotEnded) {
  server_.script(kList, {listing(pod("a", "Running", 1) + "," + pod("b", "Succeeded", 2) + "," + pod("c", "Pending", 3), 9)});
  start();
  ASSERT_TRUE(comes_to(2));
  EXPECT_EQ(snapshot()->version, "9");
}

TEST_F(PodPicture, FollowsPodsToTheirEnd) {
  server_.script(kList, {listing(pod("a", "Running", 1) + "," + pod("b", "Running", 2), 9)});
  server_.script(kWatch, {watching(event("ADDED", pod("c", "Pending", 10)) + event("MODIFIED", pod("a", "Failed", 11)) +
                                   event("DELETED", pod("b", "Running", 12)) +
                                   event("BOOKMARK", R"({"metadata":{"resourceVersion":"40"}})"))});
  start();
  ASSERT_TRUE(eventually([&] {
    const auto now = snapshot();
    return now && now->version == "40";
  })) << "bookmarks count";
  ASSERT_THAT(snapshot()->pods, SizeIs(1));
  EXPECT_EQ(snapshot()->pods[0].uid, "uid-c");
}

TEST_F(PodPicture, KnowsWhatControlsAPodAndWhenItEnds) {
  server_.script(kList, {listing(R"({"metadata":{"name":"train-0","namespace":"vision","uid":"u","resourceVersion":"1",)"
                                 R"("ownerReferences":[{"kind":"Job","name":"train","uid":"j","controller":true}]},)"
                                 R"("spec":{"containers":[{"name":"c"}],"activeDeadlineSeconds":3600},)"
                                 R"("status":{"phase":"Running","startTime":"1970-01-01T01:00:00Z"}})",
                                 9)});
  start();
  ASSERT_TRUE(comes_to(1));
  const auto holdings = watch_->holdings(a_tree().root("research", 8_gpu).ledger())->held;
  ASSERT_THAT(holdings, SizeIs(1));
  EXPECT_EQ(holdings[0].name, "train");
  EXPECT_EQ(holdings[0].ends, Instant{std::chrono::hours{2}});
}

TEST_F(PodPicture, SaysNothingOfAPodItCannotRead) {
  server_.script(kList, {listing(pod("odd", "Running", 1), 9)});
  start();
  ASSERT_TRUE(comes_to(0));
  EXPECT_EQ(log_.count("pod not counted namespace=vision pod=odd error=no quantity"), 1U);
}

TEST_F(PodPicture, IsDrawnAnewWhenThePolicyChanges) {
  server_.script(kList, {listing(pod("a", "Running", 1), 9), listing("", 20)});
  start();
  ASSERT_TRUE(comes_to(1));
  watch_->recount();
  ASSERT_TRUE(comes_to(0));
  EXPECT_EQ(snapshot()->version, "20");
}

TEST_F(PodPicture, ShowsClaimsBesideThePods) {
  server_.script(kList, {listing(pod("a", "Running", 1), 9)});
  server_.script("GET /apis/resource.k8s.io/v1/resourceclaims?limit", {listing(pod("two", "", 2), 30)});
  server_.script("GET /apis/resource.k8s.io/v1/resourceclaims?watch", {watching(event("ADDED", pod("three", "", 31)))});
  start();
  ASSERT_TRUE(comes_to(3));
  EXPECT_EQ(snapshot()->version, "9");
  EXPECT_EQ(snapshot()->claims, "31");
}

TEST_F(PodPicture, HasNoClaimsWhereThereAreNone) {
  server_.script(kList, {listing(pod("a", "Running", 1), 9)});
  start();
  ASSERT_TRUE(comes_to(1));
  EXPECT_EQ(snapshot()->claims, "");
  EXPECT_EQ(log_.count("watch in trouble"), 0U);
}

TEST_F(PodPicture, LooksForAClaimByItsNameAndUid) {
  server_.script(kList, {listing("", 9)});
  server_.script("GET /apis/resource.k8s.io/v1/namespaces/vision/resourceclaims/a",
                 {[](const FakeApiServer::Request&, FakeApiServer::Peer& peer) { peer.answer(200, pod("a", "", 1)); }});
  start();
  EXPECT_TRUE(*watch_->exists("vision/claim:a", "uid-a"));
  EXPECT_FALSE(*watch_->exists("vision/claim:a", "uid-of-another"));
}

TEST_F(PodPicture, LooksForOnePodByNameAndUid) {
  server_.script(kList, {listing("", 9)});
  server_.script("GET /api/v1/namespaces/vision/pods/", {[](const FakeApiServer::Request& request, FakeApiServer::Peer& peer) {
                   if (request.target.ends_with("/a")) return peer.answer(200, pod("a", "Running", 1));
                   peer.answer(404, R"({"kind":"Status","code":404})");
                 }});
  start();
  EXPECT_TRUE(*watch_->exists("vision/a", "uid-a"));
  EXPECT_FALSE(*watch_->exists("vision/a", "uid-of-another"));
  EXPECT_FALSE(*watch_->exists("vision/b", "uid-b"));
}

}  // namespace
}  // namespace tollgate::kube_client
