#include "cli/cluster/quota.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "adapters/kube_codec/quota/team_quota.h"
#include "tests/fakes/fake_api_server.h"
#include "tests/fakes/quota_builders.h"
#include "tests/fakes/temporary_folder.h"

namespace tollgate::cli {
namespace {

using fakes::answering;
using fakes::operator""_gpu;
using quota::TeamQuota;
using testing::HasSubstr;

constexpr const char* kAll = "GET /apis/tollgate.dev/v1alpha1/teamquotas?";
constexpr const char* kVision = "GET /apis/tollgate.dev/v1alpha1/teamquotas/vision";

TeamQuota a_quota(const std::string& team, const std::string& parent, model::GpuUnits used,
                  std::optional<model::GpuUnits> limit) {
  TeamQuota quota{.team = team, .parent = parent, .root = "research"};
  quota.used = used;
  quota.limit = limit;
  return quota;
}

TeamQuota vision() {
  TeamQuota quota = a_quota("vision", "research", 60_gpu, 64_gpu);
  quota.reserved = 4_gpu;
  quota.guaranteed = 48_gpu;
  quota.free = 4_gpu;
  quota.waiting = 2;
  quota.by_user = {{"alice", 16_gpu, 16_gpu}, {"bob", 8_gpu, std::nullopt}};
  quota.holders = {{"vision", "vision", "train-llm", "alice", "training", 16_gpu, Instant{std::chrono::hours{18}}},
                   {"vision", "vision-dev", "shell", "bob", "interactive", 1_gpu, std::nullopt}};
  quota.returning = {{Instant{std::chrono::hours{18}}, 16_gpu}};
  return quota;
}

TEST(QuotaText, ShowsTheTeamsAsATree) {
  TeamQuota over = a_quota("products", "", 10_gpu, 8_gpu);
  over.over_limit = true;
  std::ostringstream out;
  print_tree({a_quota("asr", "speech", 2_gpu, std::nullopt), over, a_quota("research", "", 60_gpu, 128_gpu),
              a_quota("speech", "research", 2_gpu, 48_gpu), vision()},
             out);
  EXPECT_EQ(out.str(),
            "TEAM      USED  LIMIT  RESERVED  GUARANTEED  FREE  WAITING\n"
            "products    10      8         0           0     0        0  over a limit\n"
            "research    60    128         0           0     0        0\n"
            "  speech     2     48         0           0     0        0\n"
            "    asr      2      -         0           0     0        0\n"
            "  vision    60     64         4          48     4        2\n");
}

TEST(QuotaText, ShowsWhoHoldsATeamsGpus) {
  std::ostringstream out;
  print_team(vision(), out);
  EXPECT_EQ(out.str(),
            "team vision of research: used 60 of 64 GPU (4 reserved), guaranteed 48, free 4\n"
            "2 pods wait until their GPUs can be granted\n"
            "\n"
            "USER   USED  LIMIT\n"
            "alice    16     16\n"
            "bob       8      -\n"
            "\n"
            "LARGEST HOLDERS   USER   JOB TYPE     GPUS  UNTIL\n"
            "vision/train-llm  alice  training       16  1970-01-01 18:00 UTC\n"
            "vision-dev/shell  bob    interactive     1  -\n"
            "\n"
            "COMES BACK            GPUS\n"
            "1970-01-01 18:00 UTC    16\n");
}

class QuotaCommand : public testing::Test {
 protected:
  QuotaCommand() {
    options_.kubeconfig = folder_.write(
        "kubeconfig",
        R"({"apiVersion":"v1","kind":"Config","current-context":"c","contexts":[{"name":"c","context":{"cluster":"c","user":"u"}}],)"
        R"("clusters":[{"name":"c","cluster":{"server":")" +
            server_.url() + R"("}}],"users":[{"name":"u","user":{"token":"t"}}]})");
  }

  static std::string stored(const TeamQuota& quota) {
    std::string text = kube_codec::encode_team_quota(quota);
    const std::string name = R"("metadata":{)";
    return text.insert(text.find(name) + name.size(), R"("resourceVersion":"7",)");
  }
  static fakes::FakeApiServer::Answer refusing(int code) {
    return answering(code, R"({"kind":"Status","code":)" + std::to_string(code) + R"(,"message":"no"})");
  }
  int run(const std::string& team, bool json = false) {
    options_.team = team;
    options_.json = json;
    return quota(options_, out_, err_);
  }

  fakes::TemporaryFolder folder_;
  fakes::FakeApiServer server_;
  QuotaOptions options_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(QuotaCommand, ListsAllTeams) {
  server_.script(kAll, {answering(200, R"({"metadata":{"resourceVersion":"9"},"items":[)" + stored(vision()) + "]}")});
  EXPECT_EQ(run(""), 0);
  EXPECT_THAT(out_.str(), HasSubstr("\nvision    60"));
  EXPECT_EQ(run("", true), 0);
  EXPECT_THAT(out_.str(), HasSubstr(R"({"items":[{"apiVersion":"tollgate.dev/v1alpha1","kind":"TeamQuota")"));
}

TEST_F(QuotaCommand, ShowsOneTeam) {
  server_.script(kVision, {answering(200, stored(vision()))});
  EXPECT_EQ(run("vision"), 0);
  EXPECT_THAT(out_.str(), HasSubstr("team vision of research: used 60 of 64 GPU"));
  EXPECT_EQ(run("vision", true), 0);
  EXPECT_THAT(out_.str(), HasSubstr(kube_codec::encode_team_quota(vision())));
}

TEST_F(QuotaCommand, SaysWhatWhoeverMayNotListCanDo) {
  server_.script(kAll, {refusing(403), refusing(404)});
  EXPECT_EQ(run(""), 3);
  EXPECT_THAT(err_.str(), HasSubstr("ask for one team: tollgate quota TEAM"));
  EXPECT_EQ(run(""), 3);
  EXPECT_THAT(err_.str(), HasSubstr("are Tollgate's manifests applied?"));
}

TEST_F(QuotaCommand, TellsAMissingTeamFromOneThatIsNotYours) {
  server_.script(kVision, {refusing(403), refusing(404)});
  EXPECT_EQ(run("vision"), 3);
  EXPECT_THAT(err_.str(), HasSubstr("only its members and the platform's admins may"));
  EXPECT_EQ(run("vision"), 2);
  EXPECT_THAT(err_.str(), HasSubstr("no team vision has a quota"));
}

TEST_F(QuotaCommand, SaysWhenTheApiServerCannotBeReached) {
  options_.kubeconfig = folder_ / "none";
  EXPECT_EQ(run("vision"), 3);
  EXPECT_THAT(err_.str(), HasSubstr("tollgate quota: "));
}

}  // namespace
}  // namespace tollgate::cli
