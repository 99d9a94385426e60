#include "adapters/kube_client/watch/cluster_watch.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>

#include "tests/fakes/eventually.h"
#include "tests/fakes/fake_api_server.h"
#include "tests/fakes/recording_log.h"

namespace tollgate::kube_client {
namespace {

using fakes::answering;
using fakes::eventually;
using fakes::FakeApiServer;

constexpr const char* kNamespaces = "GET /api/v1/namespaces?limit";
constexpr const char* kNamespaceWatch = "GET /api/v1/namespaces?watch";
constexpr const char* kClasses = "GET /apis/scheduling.k8s.io/v1/priorityclasses?limit";
constexpr const char* kClassWatch = "GET /apis/scheduling.k8s.io/v1/priorityclasses?watch";

std::string vision(const std::string& team, int version) {
  return R"({"metadata":{"name":"vision","resourceVersion":")" + std::to_string(version) +
         R"(","labels":{"tollgate.dev/team":")" + team + R"("}}})";
}

FakeApiServer::Answer listing(const std::string& items) {
  return answering(200, R"({"metadata":{"resourceVersion":"10"},"items":[)" + items + "]}");
}

FakeApiServer::Answer watching(std::string bytes) {
  return [bytes = std::move(bytes)](const FakeApiServer::Request&, FakeApiServer::Peer& peer) {
    peer.begin(200);
    if (!bytes.empty()) peer.chunk(bytes);
    peer.hold();
  };
}

// The team of the namespace vision in the newest picture; empty when it is not there.
std::string team_of_vision(const ClusterWatch& watch) {
  const std::shared_ptr<const policy::ClusterView> view = watch.view().current();
  const auto found = view->namespaces.find("vision");
  return found == view->namespaces.end() ? "" : found->second.labels.at("tollgate.dev/team");
}

class ClusterPicture : public testing::Test {
 protected:
  void SetUp() override {
    server_.script(kNamespaces, {listing(vision("research", 1))});
    server_.script(kNamespaceWatch, {watching("")});
    server_.script(kClasses, {listing(R"({"metadata":{"name":"gpu-low","resourceVersion":"2"},"value":100})")});
    server_.script(kClassWatch, {watching("")});
    Config config;
    config.server = server_.url();
    api_ = std::make_unique<Api>(config);
  }

  ClusterWatch::Settings quick() {
    ClusterWatch::Settings settings;
    settings.watch.backoff.first = std::chrono::milliseconds{1};
    settings.rebuild_period = std::chrono::milliseconds{1};
    settings.published = [this] { ++published_; };
    return settings;
  }

  std::atomic<int> published_ = 0;
  FakeApiServer server_;
  std::unique_ptr<Api> api_;
  fakes::RecordingLog log_;
};

TEST_F(ClusterPicture, IsCompleteOnceSynced) {
  const ClusterWatch watch{*api_, log_, quick()};
  ASSERT_TRUE(eventually([&] { return watch.synced(); }));
  EXPECT_EQ(team_of_vision(watch), "research");
  EXPECT_EQ(watch.view().current()->priority_classes.at("gpu-low").value, 100);
  EXPECT_TRUE(eventually([&] { return published_ >= 1; }));
}

TEST_F(ClusterPicture, IsNotSyncedBeforeEveryKindIsListed) {
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future().share();
  server_.script(kClasses, {[gone](const FakeApiServer::Request& request, FakeApiServer::Peer& peer) {
                   gone.wait();
                   listing("")(request, peer);
                 }});
  const ClusterWatch watch{*api_, log_, quick()};
  ASSERT_TRUE(server_.saw(kNamespaceWatch, 1));
  ASSERT_TRUE(server_.saw(kClasses, 1));
  EXPECT_FALSE(watch.synced());
  EXPECT_TRUE(watch.view().current()->namespaces.empty());
  go.set_value();
  EXPECT_TRUE(eventually([&] { return watch.synced(); }));
}

TEST_F(ClusterPicture, FollowsChanges) {
  server_.script(kNamespaceWatch, {watching(R"({"type":"MODIFIED","object":)" + vision("speech", 11) + "}")});
  const ClusterWatch watch{*api_, log_, quick()};
  EXPECT_TRUE(eventually([&] { return team_of_vision(watch) == "speech"; }));
}

TEST_F(ClusterPicture, ForgetsWhatIsDeletedOrNoLongerListed) {
  server_.script(kNamespaces, {listing(vision("research", 1)), listing("")});
  server_.script(kNamespaceWatch, {answering(410, R"({"kind":"Status","code":410})"), watching("")});
  server_.script(kClassWatch,
                 {watching(R"({"type":"DELETED","object":{"metadata":{"name":"gpu-low","resourceVersion":"11"},"value":100}})")});
  const ClusterWatch watch{*api_, log_, quick()};
  EXPECT_TRUE(eventually([&] {
    const std::shared_ptr<const policy::ClusterView> view = watch.view().current();
    return watch.synced() && view->namespaces.empty() && view->priority_classes.empty();
  }));
}

TEST_F(ClusterPicture, IsNotRebuiltForEveryChange) {
  std::string changes;
  for (int i = 0; i < 1000; ++i) changes += R"({"type":"MODIFIED","object":)" + vision("t" + std::to_string(i), 11 + i) + "}";
  server_.script(kNamespaceWatch, {watching(changes)});
  ClusterWatch::Settings settings = quick();
  settings.rebuild_period = std::chrono::milliseconds{100};
  const ClusterWatch watch{*api_, log_, settings};
  ASSERT_TRUE(eventually([&] { return team_of_vision(watch) == "t999"; }));
  EXPECT_LT(published_, 100);
}

TEST_F(ClusterPicture, LeavesOutWhatItDoesNotUnderstandAndSaysSo) {
  server_.script(kClasses, {listing(R"({"metadata":{"name":"odd","resourceVersion":"2"},"value":3000000000})")});
  const ClusterWatch watch{*api_, log_, quick()};
  ASSERT_TRUE(eventually([&] { return watch.synced(); }));
  EXPECT_TRUE(watch.view().current()->priority_classes.empty());
  EXPECT_EQ(log_.count("object not understood"), 1U);
}

}  // namespace
}  // namespace tollgate::kube_client
