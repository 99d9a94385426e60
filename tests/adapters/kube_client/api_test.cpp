#include "adapters/kube_client/api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <vector>

#include "tests/fakes/fake_api_server.h"
#include "tests/fakes/temporary_folder.h"

namespace tollgate::kube_client {
namespace {

using fakes::answering;
using fakes::FakeApiServer;
using testing::ElementsAre;
using testing::HasSubstr;

class KubeApi : public testing::Test {
 protected:
  static Config config_for(const FakeApiServer& server) {
    Config config;
    config.server = server.url();
    config.token.text = "secret";
    return config;
  }

  FakeApiServer server_;
  Api api_{config_for(server_)};
};

TEST_F(KubeApi, SaysWhoItIs) {
  server_.script("GET /api", {answering(200, "{}")});
  ASSERT_TRUE(api_.get("/api"));
  EXPECT_EQ(server_.requests()[0].header("Authorization"), "Bearer secret");
  EXPECT_THAT(server_.requests()[0].header("User-Agent"), HasSubstr("tollgate/"));
}

TEST_F(KubeApi, WritesAsTheFieldManagerTollgate) {
  server_.script("", {answering(200, "{}")});
  ASSERT_TRUE(api_.create("/c", "1"));
  ASSERT_TRUE(api_.replace("/r", "2"));
  ASSERT_TRUE(api_.apply("/a", "3"));
  ASSERT_TRUE(api_.merge_patch("/m", "4"));
  ASSERT_TRUE(api_.json_patch("/j", "5"));
  ASSERT_TRUE(api_.remove("/d"));
  std::vector<std::string> seen;
  for (const FakeApiServer::Request& r : server_.requests()) {
    seen.push_back(r.method + " " + r.target + " " + r.header("Content-Type") + " " + r.body);
  }
  EXPECT_THAT(seen,
              ElementsAre("POST /c?fieldManager=tollgate application/json 1", "PUT /r?fieldManager=tollgate application/json 2",
                          "PATCH /a?fieldManager=tollgate&force=true application/apply-patch+yaml 3",
                          "PATCH /m?fieldManager=tollgate application/merge-patch+json 4",
                          "PATCH /j?fieldManager=tollgate application/json-patch+json 5", "DELETE /d application/json {}"));
}

FakeApiServer::Answer page(const std::string& name, const std::string& token, const std::string& version) {
  return answering(200, R"({"metadata":{"resourceVersion":")" + version + R"(","continue":")" + token +
                            R"("},"items":[{"metadata":{"name":")" + name + R"(","resourceVersion":"1"}}]})");
}

TEST_F(KubeApi, ListsPageByPage) {
  server_.script("GET /api/v1/pods?limit=500", {page("a", "to+k/n=", "10")});
  server_.script("GET /api/v1/pods?limit=500&continue=to%2Bk%2Fn%3D", {page("b", "", "11")});
  std::vector<std::string> names;
  const Result<std::string> version =
      api_.list("/api/v1/pods", [&](const Object& object) { names.push_back(object.stored.name); });
  ASSERT_TRUE(version) << version.error().message;
  EXPECT_EQ(*version, "11");
  EXPECT_THAT(names, ElementsAre("a", "b"));
}

TEST_F(KubeApi, ComesBackWhenAskedTo) {
  for (const int status : {429, 503}) {
    server_.script("PUT /x", {answering(status, "later", {{"Retry-After", "0"}}), answering(200, "done")});
    const Result<std::string> answer = api_.replace("/x", "{}");
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(*answer, "done");
  }
}

TEST_F(KubeApi, DoesNotComeBackForEver) {
  server_.script("PUT /x", {answering(429, "later", {{"Retry-After", "0"}})});
  EXPECT_EQ(api_.replace("/x", "{}").error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(server_.requests().size(), 10U);
}

TEST_F(KubeApi, DoesNotWaitBeyondItsPatience) {
  server_.script("PUT /x", {answering(429, "later", {{"Retry-After", "3600"}})});
  EXPECT_EQ(api_.replace("/x", "{}").error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(server_.requests().size(), 1U);
}

TEST_F(KubeApi, StopsWaitingWhenStopped) {
  server_.script("GET /x", {answering(429, "later", {{"Retry-After", "5"}})});
  std::stop_source stop;
  auto answer = std::async(std::launch::async, [&] { return api_.get("/x", {.stop = stop.get_token()}); });
  ASSERT_TRUE(server_.saw("GET /x", 1));
  stop.request_stop();
  EXPECT_FALSE(answer.get());
  EXPECT_EQ(server_.requests().size(), 1U);
}

TEST_F(KubeApi, DoesNotRepeatWhatIsOfUnknownOutcome) {
  server_.script("PUT /x", {answering(504, "timeout")});
  EXPECT_EQ(api_.replace("/x", "{}").error().code, ErrorCode::kOutcomeUnknown);
  EXPECT_EQ(server_.requests().size(), 1U);
}

TEST_F(KubeApi, ReadsItsTokenAgainWhenRefusedOnce) {
  const fakes::TemporaryFolder folder;
  Config config = config_for(server_);
  config.token.file = folder.write("token", "old");
  Api api{config, std::chrono::hours{1}};
  server_.script("GET /x", {answering(200, "1"), answering(401, "expired"), answering(200, "2"), answering(401, "no")});
  EXPECT_EQ(*api.get("/x"), "1");
  folder.write("token", "new");
  EXPECT_EQ(*api.get("/x"), "2");
  EXPECT_EQ(server_.requests()[1].header("Authorization"), "Bearer old");
  EXPECT_EQ(server_.requests()[2].header("Authorization"), "Bearer new");
  EXPECT_EQ(api.get("/x").error().code, ErrorCode::kForbidden);
  EXPECT_EQ(server_.requests().size(), 5U);
}

TEST_F(KubeApi, ErrorsSayWhatWasTriedAndWhatTheServerSaid) {
  server_.script("GET /api/v1/pods",
                 {answering(403, R"({"kind":"Status","reason":"Forbidden","message":"pods is forbidden","code":403})")});
  EXPECT_EQ(api_.get("/api/v1/pods").error().message, "GET /api/v1/pods: 403 Forbidden: pods is forbidden");
}

}  // namespace
}  // namespace tollgate::kube_client
