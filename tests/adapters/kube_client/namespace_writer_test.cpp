#include "adapters/kube_client/namespace_writer.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_api_server.h"

namespace tollgate::kube_client {
namespace {

using fakes::answering;
using fakes::FakeApiServer;

constexpr const char* kGet = "GET /api/v1/namespaces/vision";
constexpr const char* kPatch = "PATCH /api/v1/namespaces/vision";

std::string stored(const std::string& labels) {
  return R"({"metadata":{"name":"vision","uid":"u-1","resourceVersion":"7","labels":{)" + labels + "}}}";
}

class NamespaceWrites : public testing::Test {
 protected:
  NamespaceWrites() { server_.script(kGet, {answering(200, stored(""))}); }

  static Config config_for(const FakeApiServer& server) {
    Config config;
    config.server = server.url();
    return config;
  }

  FakeApiServer server_;
  Api api_{config_for(server_)};
  NamespaceWriter writer_{api_};
};

TEST_F(NamespaceWrites, ApplyTheTeamAndNothingElse) {
  server_.script(kPatch, {answering(200, stored(R"("tollgate.dev/team":"research")"))});
  ASSERT_TRUE(writer_.set_team("vision", "research"));
  const FakeApiServer::Request seen = server_.requests(kPatch).at(0);
  EXPECT_EQ(seen.target, "/api/v1/namespaces/vision?fieldManager=tollgate&force=true");
  EXPECT_EQ(seen.body, R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"vision","uid":"u-1",)"
                       R"("labels":{"tollgate.dev/team":"research"}}})");
}

TEST_F(NamespaceWrites, DoNotBringBackWhatIsGone) {
  server_.script(kGet, {answering(404, R"({"kind":"Status","reason":"NotFound","code":404})")});
  EXPECT_EQ(writer_.set_team("vision", "research").error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(server_.requests(kPatch).empty());
}

TEST_F(NamespaceWrites, AreDoneOnlyWhenTheAnswerShowsThem) {
  server_.script(kPatch, {answering(200, stored(R"("tollgate.dev/team":"speech")"))});
  EXPECT_EQ(writer_.set_team("vision", "research").error().code, ErrorCode::kConflict);
  EXPECT_EQ(writer_.clear_team("vision").error().code, ErrorCode::kConflict);
}

TEST_F(NamespaceWrites, RemoveTheLabelWhoeverWroteIt) {
  server_.script(kPatch, {answering(200, stored(R"("other":"label")"))});
  ASSERT_TRUE(writer_.clear_team("vision"));
  EXPECT_EQ(server_.requests(kPatch).at(0).header("Content-Type"), "application/merge-patch+json");
  EXPECT_EQ(server_.requests(kPatch).at(0).body, R"({"metadata":{"labels":{"tollgate.dev/team":null}}})");
}

}  // namespace
}  // namespace tollgate::kube_client
