#include "adapters/kube_client/team/team_quota_objects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/kube_client/watch/team_quota_watch.h"
#include "adapters/kube_codec/quota/team_quota.h"
#include "tests/contract/team_quotas_contract.h"
#include "tests/fakes/eventually.h"
#include "tests/fakes/fake_api_server.h"
#include "tests/fakes/recording_log.h"

namespace tollgate::kube_client {
namespace {

using contract::a_full_team_quota;
using fakes::answering;
using fakes::FakeApiServer;
using testing::ElementsAre;

constexpr const char* kAll = "/apis/tollgate.dev/v1alpha1/teamquotas";

// As the API server keeps it: with a resourceVersion.
std::string stored(const quota::TeamQuota& quota) {
  std::string text = kube_codec::encode_team_quota(quota);
  const std::string name = R"("metadata":{)";
  return text.insert(text.find(name) + name.size(), R"("resourceVersion":"7",)");
}

std::string listing(const std::string& items) { return R"({"metadata":{"resourceVersion":"9"},"items":[)" + items + "]}"; }

class TeamQuotasAtTheServer : public testing::Test {
 protected:
  static Config config_for(const FakeApiServer& server) {
    Config config;
    config.server = server.url();
    return config;
  }

  FakeApiServer server_;
  Api api_{config_for(server_)};
  TeamQuotaObjects quotas_{api_};
};

TEST_F(TeamQuotasAtTheServer, AreAppliedWhole) {
  const std::string patch = std::string{"PATCH "} + kAll + "/vision";
  server_.script(patch, {answering(200, stored(a_full_team_quota("vision")))});
  ASSERT_TRUE(quotas_.write(a_full_team_quota("vision")));
  const FakeApiServer::Request seen = server_.requests(patch).at(0);
  EXPECT_EQ(seen.target, std::string{kAll} + "/vision?fieldManager=tollgate&force=true");
  EXPECT_EQ(seen.body, kube_codec::encode_team_quota(a_full_team_quota("vision")));
}

TEST_F(TeamQuotasAtTheServer, AreReadAlsoWhenOneMakesNoSense) {
  server_.script(std::string{"GET "} + kAll,
                 {answering(200, listing(stored(a_full_team_quota("vision")) +
                                         R"(,{"metadata":{"name":"odd","resourceVersion":"7"},"status":{"used":"many"}})"))});
  EXPECT_THAT(*quotas_.list(), ElementsAre(a_full_team_quota("vision"), quota::TeamQuota{.team = "odd"}));
}

TEST_F(TeamQuotasAtTheServer, AreReadOneByOneByWhoeverMayNotList) {
  server_.script(std::string{"GET "} + kAll + "/vision", {answering(200, stored(a_full_team_quota("vision")))});
  server_.script(std::string{"GET "} + kAll + "/speech",
                 {answering(403, R"({"kind":"Status","code":403,"reason":"Forbidden","message":"not yours"})")});
  EXPECT_EQ(*quotas_.read("vision"), a_full_team_quota("vision"));
  EXPECT_EQ(quotas_.read("speech").error().code, ErrorCode::kForbidden);
}

TEST_F(TeamQuotasAtTheServer, MayBeGoneAlready) {
  server_.script(std::string{"DELETE "} + kAll,
                 {answering(404, R"({"kind":"Status","code":404})"), answering(500, R"({"kind":"Status","code":500})")});
  EXPECT_TRUE(quotas_.remove("vision"));
  EXPECT_FALSE(quotas_.remove("vision"));
}

TEST_F(TeamQuotasAtTheServer, AreWatched) {
  quota::TeamQuota later = a_full_team_quota("vision");
  later.used = model::GpuUnits::gpus(1);
  server_.script(std::string{"GET "} + kAll + "?limit", {answering(200, listing(stored(a_full_team_quota("vision"))))});
  server_.script(std::string{"GET "} + kAll + "?watch", {[&](const FakeApiServer::Request&, FakeApiServer::Peer& peer) {
                   peer.begin(200);
                   peer.chunk(R"({"type":"MODIFIED","object":)" + stored(later) + "}");
                   peer.hold();
                 }});
  fakes::RecordingLog log;
  const TeamQuotaWatch watch{api_, log};
  ASSERT_TRUE(fakes::eventually([&] {
    const auto seen = watch.find("vision");
    return seen != nullptr && *seen == later;
  }));
  EXPECT_EQ(watch.find("speech"), nullptr);
}

}  // namespace
}  // namespace tollgate::kube_client
