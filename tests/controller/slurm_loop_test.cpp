// The loop over scripted tools: what reaches Slurm, and what does not.

#include "controller/slurm_loop.h"

#include <gmock/gmock.h>

#include "tests/fakes/fake_api_server.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_slurm_tools.h"
#include "tests/fakes/memory_record_store.h"
#include "tests/fakes/recording_log.h"
#include "tests/fakes/slurm_site.h"

namespace tollgate::controller {
namespace {

using testing::IsEmpty;

class FakeCluster final : public ClusterSource {
 public:
  bool is_synced = true;
  Published<policy::ClusterView> published{std::make_shared<policy::ClusterView>()};

  bool synced() const override { return is_synced; }
  const Published<policy::ClusterView>& view() const override { return published; }

  void has_namespace(const std::string& name) {
    auto next = std::make_shared<policy::ClusterView>(*published.current());
    next->namespaces[name] = {.name = name, .labels = {}};
    published.publish(next);
  }
};

class FakeLeader final : public LeaderLock {
 public:
  bool leads = true;
  void lead(std::stop_token, const Work&) override {}
  bool is_leading() const override { return leads; }
};

policy::Site the_site(const fakes::FakeApiServer& rest, const fakes::FakeSlurmTools& tools) {
  auto vision = fakes::ASlurmTeam{"vision"};
  vision->namespaces = {"vision"};
  policy::Site site = fakes::a_site({std::move(vision)});
  site.slurm_clusters = {{.name = "main",
                          .url = rest.url(),
                          .token_file = tools.path("token"),
                          .sacctmgr = tools.path("sacctmgr"),
                          .scontrol = tools.path("scontrol")}};
  return site;
}

class SlurmLoopTest : public testing::Test {
 public:
  SlurmLoopTest() {
    tools.answer("show config", 0,
                 "ClusterName = lab\nPriorityDecayHalfLife = 00:00:00\nPriorityUsageResetPeriod = NONE\nAccountingStorageEnforce "
                 "= associations,limits,safe\n");
    tools.answer("-n -P show qos *", 0, "high|100000\nnormal|10000\n");
    tools.answer("-n -P show account *", 0, "root\n");
    tools.answer("-n -P show assoc *", 0, "root||||1||||||\n");
    rest.script("GET /openapi/v3", {fakes::answering(200, R"({"paths":{"/slurmdb/v0.0.38/qos":{}}})")});
    rest.script("POST /slurmdb/v0.0.38/", {fakes::answering(200, R"({"errors":[]})")});
  }
  Pass pass() { return loop.pass({}); }

  fakes::FakeApiServer rest;
  fakes::FakeSlurmTools tools;
  Published<policy::Site> site{std::make_shared<policy::Site>(the_site(rest, tools))};
  FakeCluster cluster;
  FakeLeader leader;
  fakes::MemoryRecordStore records;
  fakes::FakeClock clock;
  fakes::RecordingLog log;
  telemetry::Metrics metrics;
  SlurmLoop loop{
      {.site = site, .cluster = cluster, .records = records, .leader = leader, .clock = clock, .log = log, .metrics = metrics}};
};

TEST_F(SlurmLoopTest, DoesNothingForATeamWithoutANamespace) {
  EXPECT_EQ(pass(), Pass::kDone);
  EXPECT_THAT(rest.requests("POST "), IsEmpty());
}

TEST_F(SlurmLoopTest, MakesTheAccountOfATeamWhoseNamespaceAppeared) {
  cluster.has_namespace("vision");
  pass();
  EXPECT_EQ(rest.requests("POST /slurmdb/v0.0.38/associations").size(), 1U);
  EXPECT_EQ(log.count("change=create account vision below root"), 1U);
  EXPECT_EQ(records.load("slurm-main")->text, "tollgate-slurm/1\naccount vision\n");
}

TEST_F(SlurmLoopTest, WritesNothingWithoutTheLead) {
  cluster.has_namespace("vision");
  leader.leads = false;
  EXPECT_EQ(pass(), Pass::kFailed);
  EXPECT_THAT(rest.requests("POST "), IsEmpty());
}

TEST_F(SlurmLoopTest, WaitsForThePictureOfTheCluster) {
  cluster.is_synced = false;
  EXPECT_EQ(pass(), Pass::kFailed);
  EXPECT_THAT(tools.calls(), IsEmpty());
}

TEST_F(SlurmLoopTest, SaysOnceThatSlurmIsAway) {
  policy::Site away = *site.current();
  away.slurm_clusters[0].scontrol = "/no/such/scontrol";
  site.publish(std::make_shared<policy::Site>(away));
  EXPECT_EQ(pass(), Pass::kFailed);
  EXPECT_EQ(pass(), Pass::kFailed);
  EXPECT_EQ(log.count("slurm cannot be reconciled"), 1U);

  site.publish(std::make_shared<policy::Site>(the_site(rest, tools)));
  EXPECT_EQ(pass(), Pass::kDone);
  EXPECT_EQ(log.count("slurm can be reconciled again"), 1U);
}

}  // namespace
}  // namespace tollgate::controller
