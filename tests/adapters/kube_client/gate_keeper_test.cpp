#include "adapters/kube_client/gate_keeper.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_api_server.h"
#include "tests/fakes/quota_builders.h"

namespace tollgate::kube_client {
namespace {

using fakes::answering;
using fakes::FakeApiServer;

constexpr const char* kPatch = "PATCH /api/v1/namespaces/vision/pods/train";

std::string status(int code, const std::string& reason) {
  return R"({"kind":"Status","reason":")" + reason + R"(","message":"no","code":)" + std::to_string(code) + "}";
}

class Gates : public testing::Test {
 protected:
  Gates() {
    pod_ = fakes::waiting(fakes::a_pod_charge().of("vision").named("vision/train"));
    pod_.charge.uid = "u-1";
    pod_.gate = {.version = "7", .index = 1, .said = {}};
    server_.script(kPatch, {answering(200, R"({"metadata":{"name":"train"}})")});
  }

  static Config config_for(const FakeApiServer& server) {
    Config config;
    config.server = server.url();
    return config;
  }

  FakeApiServer server_;
  Api api_{config_for(server_)};
  GateKeeper keeper_{api_};
  quota::WaitingPod pod_;
};

TEST_F(Gates, AreTakenOffTheVeryPodThatWasToldOf) {
  ASSERT_TRUE(keeper_.lift(pod_));
  const FakeApiServer::Request seen = server_.requests(kPatch).at(0);
  EXPECT_EQ(seen.header("Content-Type"), "application/json-patch+json");
  EXPECT_EQ(seen.body, R"([{"op":"test","path":"/metadata/uid","value":"u-1"},)"
                       R"({"op":"test","path":"/metadata/resourceVersion","value":"7"},)"
                       R"({"op":"test","path":"/spec/schedulingGates/1/name","value":"tollgate.dev/quota"},)"
                       R"({"op":"remove","path":"/spec/schedulingGates/1"}])");
}

TEST_F(Gates, TakeWithThemWhatThePodSaysOfWaiting) {
  pod_.gate.said = "place 1 of 1";
  ASSERT_TRUE(keeper_.lift(pod_));
  EXPECT_NE(server_.requests(kPatch).at(0).body.find(R"({"op":"remove","path":"/metadata/annotations/tollgate.dev~1waiting"})"),
            std::string::npos);
}

TEST_F(Gates, StayOnAPodThatHasChanged) {
  server_.script(kPatch, {answering(422, status(422, "Invalid")), answering(409, status(409, "Conflict")),
                          answering(404, status(404, "NotFound")), answering(403, status(403, "Forbidden"))});
  EXPECT_EQ(keeper_.lift(pod_).error().code, ErrorCode::kConflict);
  EXPECT_EQ(keeper_.lift(pod_).error().code, ErrorCode::kConflict);
  EXPECT_EQ(keeper_.lift(pod_).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(keeper_.lift(pod_).error().code, ErrorCode::kForbidden);
}

TEST_F(Gates, SayWhatIsWaitedForOnTheVeryPod) {
  ASSERT_TRUE(keeper_.say(pod_, "place 2 of 2"));
  const FakeApiServer::Request seen = server_.requests(kPatch).at(0);
  EXPECT_EQ(seen.header("Content-Type"), "application/merge-patch+json");
  EXPECT_EQ(seen.body, R"({"metadata":{"uid":"u-1","annotations":{"tollgate.dev/waiting":"place 2 of 2"}}})");
}

}  // namespace
}  // namespace tollgate::kube_client
