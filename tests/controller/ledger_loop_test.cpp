// The loop over ledgers in memory and pods of a scripted API server.

#include "controller/ledger_loop.h"

#include <gmock/gmock.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/fakes/eventually.h"
#include "tests/fakes/fake_api_server.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/memory_ledgers.h"
#include "tests/fakes/policies.h"
#include "tests/fakes/recording_log.h"

namespace tollgate::controller {
namespace {

using fakes::answering;
using fakes::FakeApiServer;
using std::chrono::seconds;

class FakeCluster final : public ClusterSource {
 public:
  Published<policy::ClusterView> published{std::make_shared<policy::ClusterView>()};
  bool synced() const override { return true; }
  const Published<policy::ClusterView>& view() const override { return published; }
};

class FakeLeader final : public LeaderLock {
 public:
  bool leads = true;
  void lead(std::stop_token, const Work&) override {}
  bool is_leading() const override { return leads; }
};

class FakeGates final : public PodGates {
 public:
  std::vector<std::string> lifted;  // names
  std::vector<std::string> said;
  Result<void> lift(const quota::WaitingPod& pod) override {
    lifted.push_back(pod.charge.name + "@" + pod.gate.version);
    return {};
  }
  Result<void> say(const quota::WaitingPod& pod, const std::string& text) override {
    said.push_back(pod.charge.name + ": " + text);
    return {};
  }
};

// Behind our gate, the second of two.
std::string waiting_pod(const std::string& name, int gpus) {
  return R"({"metadata":{"name":")" + name + R"(","namespace":"vision","uid":"uid-)" + name +
         R"(","resourceVersion":"6","creationTimestamp":"2026-11-22T10:00:00Z"},"spec":{"schedulingGates":[{"name":"another"},)"
         R"({"name":"tollgate.dev/quota"}],"containers":[{"name":"main","resources":{"limits":{"nvidia.com/gpu":")" +
         std::to_string(gpus) + R"("}}}]},"status":{"phase":"Pending"}})";
}

std::string pods(const std::string& version, const std::string& items) {
  return R"({"kind":"PodList","metadata":{"resourceVersion":")" + version + R"("},"items":[)" + items + "]}";
}

// Nobody stamped it: it is from before Tollgate.
std::string old_pod(int gpus) {
  return R"({"metadata":{"name":"old","namespace":"vision","uid":"u1","resourceVersion":"5"},"spec":{"containers":[{"name":"main",)"
         R"("resources":{"limits":{"nvidia.com/gpu":")" +
         std::to_string(gpus) + R"("}}}]},"status":{"phase":"Running"}})";
}

std::shared_ptr<const policy::Site> the_site(int gpus) {
  auto site = std::make_shared<policy::Site>(fakes::site(std::string{fakes::platform_yaml()} + R"(
apiVersion: tollgate.dev/v1alpha1
kind: GpuCatalog
metadata: {name: gpus}
spec:
  models:
    h100-80gb: {nodeLabel: {nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3}}
  resources:
    nvidia.com/gpu: {units: 1}
---
apiVersion: tollgate.dev/v1alpha1
kind: Team
metadata: {name: vision}
spec: {namespaces: [vision], quota: {gpus: )" + std::to_string(gpus) +
                                                         "}}\n"));
  site->digest = "sha256:" + std::to_string(gpus);
  return site;
}

kube_client::Config at(const FakeApiServer& server) {
  kube_client::Config config;
  config.server = server.url();
  return config;
}

class LedgerLoopTest : public testing::Test {
 public:
  LedgerLoopTest() {
    server.script("GET /api/v1/pods?watch=1", {[](const FakeApiServer::Request&, FakeApiServer::Peer& peer) {
                    peer.begin(200);
                    peer.hold();
                  }});
    server.script("GET /api/v1/pods?limit=", {answering(200, pods("7", old_pod(8)))});
  }
  // Passes until it holds.
  void until(const std::function<bool()>& holds) {
    ASSERT_TRUE(fakes::eventually([&] {
      loop.pass({});
      return holds();
    }));
  }
  std::string cells() {
    std::string text;
    for (const quota::Cell& cell : ledgers.at("vision").status.cells)
      text += cell.key.team + "/" + cell.key.user + "/" + cell.key.job_type + "=" + std::to_string(cell.amount);
    return text;
  }

  FakeApiServer server;
  kube_client::Api api{at(server)};
  Published<policy::Site> site{the_site(64)};
  FakeCluster cluster;
  fakes::MemoryLedgers ledgers;
  FakeGates gates;
  FakeLeader leader;
  fakes::FakeClock clock;
  fakes::RecordingLog log;
  telemetry::Metrics metrics;
  int given_up = 0;
  LedgerLoop loop{{.api = api,
                   .site = site,
                   .cluster = cluster,
                   .ledgers = ledgers,
                   .objects = ledgers,
                   .gates = gates,
                   .leader = leader,
                   .clock = clock,
                   .log = log,
                   .metrics = metrics},
                  {.reservation_ttl = seconds{90}, .interval = seconds{30}},
                  [this] { ++given_up; }};
};

TEST_F(LedgerLoopTest, CountsAPodFromBeforeTollgateToItsNamespacesTeam) {
  until([&] { return ledgers.has("vision") && !ledgers.at("vision").status.cells.empty(); });
  EXPECT_EQ(cells(), "vision/unknown/unknown=8");
  EXPECT_EQ(ledgers.at("vision").status.epoch, 1);
  EXPECT_FALSE(ledgers.at("vision").status.initialized);
  clock.advance(seconds{90});
  until([&] { return ledgers.at("vision").status.initialized; });
}

TEST_F(LedgerLoopTest, LetsInWhoWaitsWhenTheLedgerGrants) {
  server.script("GET /api/v1/pods?limit=", {answering(200, pods("7", waiting_pod("a", 56) + "," + waiting_pod("b", 60)))});
  until([&] { return ledgers.has("vision") && !ledgers.at("vision").status.snapshot.empty(); });
  EXPECT_TRUE(gates.lifted.empty()) << "it grants nothing yet";
  clock.advance(seconds{90});
  until([&] { return !gates.lifted.empty() && !gates.said.empty(); });
  ASSERT_FALSE(gates.said.empty());
  EXPECT_EQ(gates.lifted, std::vector<std::string>{"vision/a@6"});
  EXPECT_EQ(gates.said.front(), "vision/b: place 1 of 1 in the queue of vision: needs 60 GPU, team vision has 8 of 64 free");
  EXPECT_EQ(ledgers.at("vision").status.reservations.size(), 1U);
  EXPECT_EQ(cells(), "") << "neither is charged before it runs";
}

TEST_F(LedgerLoopTest, DoesNothingWithoutTheLead) {
  leader.leads = false;
  EXPECT_EQ(loop.pass({}), Pass::kFailed);
  EXPECT_FALSE(ledgers.has("vision"));
}

TEST_F(LedgerLoopTest, LeavesAllInPeaceWhenAllIsRight) {
  until([&] { return ledgers.has("vision") && !ledgers.at("vision").status.cells.empty(); });
  clock.advance(seconds{90});
  until([&] { return ledgers.at("vision").status.initialized; });
  const std::string version = ledgers.at("vision").version;
  for (int i = 0; i < 10; ++i) {
    clock.advance(seconds{30});
    EXPECT_EQ(loop.pass({}), Pass::kDone);
  }
  EXPECT_EQ(ledgers.at("vision").version, version);
}

TEST_F(LedgerLoopTest, WritesTheLimitsOfANewPolicyAndSaysWhoIsOverThem) {
  until([&] { return ledgers.has("vision") && !ledgers.at("vision").status.cells.empty(); });
  site.publish(the_site(4));
  until([&] { return log.count("team over its limit root=vision team=vision holds=8 limit=4") == 1; });
  EXPECT_EQ(ledgers.at("vision").spec.teams[0].gpus, model::GpuUnits::gpus(4));
  EXPECT_THAT(metrics.exposition(), testing::HasSubstr("tollgate_quota_over_limit_gpus{root=\"vision\",team=\"vision\"} 4"));
  EXPECT_EQ(cells(), "vision/unknown/unknown=8") << "nothing is taken away";
}

TEST_F(LedgerLoopTest, GivesUpTheLeadWhenSomebodyElseHasClaimedALedger) {
  until([&] { return ledgers.has("vision") && !ledgers.at("vision").status.cells.empty(); });
  ledgers.edit("vision", [](auto& object) { object.ledger.status.epoch = 7; });
  until([&] { return given_up == 1; });
  loop.pass({});
  EXPECT_EQ(given_up, 1);
  EXPECT_EQ(ledgers.at("vision").status.epoch, 7);
}

TEST_F(LedgerLoopTest, PutsRightAndCountsWhatWasEditedByHand) {
  until([&] { return ledgers.has("vision") && !ledgers.at("vision").status.cells.empty(); });
  loop.pass({});
  ledgers.edit("vision", [](auto& object) { object.ledger.status.cells.clear(); });
  until([&] { return log.count("quota ledger edited by hand root=vision edited=status: cells") == 1; });
  EXPECT_EQ(cells(), "vision/unknown/unknown=8");
  EXPECT_THAT(metrics.exposition(), testing::HasSubstr("tollgate_quota_repairs_total{root=\"vision\"} 1"));
}

TEST_F(LedgerLoopTest, BeginsAnewWhenTheApiServerTellsOfAnOlderState) {
  until([&] { return ledgers.has("vision") && !ledgers.at("vision").status.cells.empty(); });
  server.script("GET /api/v1/pods?limit=", {answering(200, pods("3", ""))});
  site.publish(the_site(63));  // so that it lists
  until([&] { return given_up == 1; });
  EXPECT_EQ(cells(), "vision/unknown/unknown=8");
}

TEST_F(LedgerLoopTest, MakesALedgerAnewThatWasTornOut) {
  until([&] { return ledgers.has("vision") && !ledgers.at("vision").status.cells.empty(); });
  ledgers.force_remove("vision");
  until([&] { return ledgers.has("vision") && !ledgers.at("vision").status.cells.empty(); });
  EXPECT_FALSE(ledgers.at("vision").status.initialized);
}

TEST_F(LedgerLoopTest, TellsOfEveryLedgerItFindsTrue) {
  std::vector<std::string> told;
  loop.tell([&](const quota::Ledger& ledger, const quota::Snapshot& snapshot) {
    told.push_back(ledger.root + " at " + snapshot.version);
  });
  until([&] { return !told.empty(); });
  EXPECT_EQ(told.front(), "vision at 7");
}

}  // namespace
}  // namespace tollgate::controller
