#include "webhook/ledgers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/system/system_clock.h"
#include "core/policy/gpu/ledger_specs.h"
#include "tests/fakes/eventually.h"
#include "tests/fakes/fake_ledger_objects.h"
#include "tests/fakes/policies.h"
#include "tests/fakes/quota_builders.h"
#include "tests/fakes/recording_log.h"

namespace tollgate::webhook {
namespace {

using fakes::answering;
using fakes::eventually;

class NoNamespaces final : public ClusterSource {
 public:
  bool synced() const override { return true; }
  const Published<policy::ClusterView>& view() const override { return view_; }

 private:
  Published<policy::ClusterView> view_{std::make_shared<const policy::ClusterView>()};
};

class OpenedLedgers : public testing::Test {
 protected:
  OpenedLedgers()
      : api_{[this] {
          kube_client::Config config;
          config.server = objects_.server().url();
          return config;
        }()} {}

  std::unique_ptr<Ledgers> open(LedgerStore store) {
    return open_ledgers({.ledger = store}, {clock_, log_}, LedgerCluster{api_, site_, cluster_});
  }

  system::SystemClock clock_;
  fakes::RecordingLog log_;
  fakes::FakeLedgerObjects objects_;
  kube_client::Api api_;
  NoNamespaces cluster_;
  Published<policy::Site> site_{std::make_shared<const policy::Site>(fakes::site(std::string{fakes::platform_yaml()} + R"(
apiVersion: tollgate.dev/v1alpha1
kind: Team
metadata: {name: research}
spec: {namespaces: [research], quota: {gpus: 8}}
)"))};
};

TEST_F(OpenedLedgers, AtTheApiServerAreReadyOnceListedAndWatchNoPods) {
  objects_.put(fakes::a_tree().root("research", model::GpuUnits::gpus(8)).ledger());
  const auto ledgers = open(LedgerStore::kApi);
  ASSERT_TRUE(eventually([&] { return ledgers->ready(); }));
  EXPECT_EQ(ledgers->ready_when(), "quota ledgers synced");
  EXPECT_EQ(ledgers->all().size(), 1U);
  EXPECT_NE(ledgers->store().cached("research"), nullptr);
  EXPECT_EQ(ledgers->snapshot_age(), std::nullopt);
  EXPECT_TRUE(objects_.server().requests("GET /api/v1/pods").empty());
}

TEST_F(OpenedLedgers, AtTheApiServerKnowTheTeamsQuotasThatAreShownThere) {
  objects_.server().script(
      "GET /apis/tollgate.dev/v1alpha1/teamquotas?limit",
      {answering(200, R"({"metadata":{"resourceVersion":"9"},"items":[{"metadata":{"name":"research","resourceVersion":"7"},)"
                      R"("status":{"root":"research","used":"3","reserved":"0","guaranteed":"0","free":"5"}}]})")});
  const auto ledgers = open(LedgerStore::kApi);
  ASSERT_TRUE(eventually([&] { return ledgers->team_quota("research") != nullptr; }));
  EXPECT_EQ(ledgers->team_quota("research")->used, model::GpuUnits::gpus(3));
  EXPECT_EQ(ledgers->team_quota("vision"), nullptr);
}

TEST_F(OpenedLedgers, AtTheApiServerAreNotReadyWithoutTheirKind) {
  objects_.server().script("GET " + objects_.path(), {answering(404, "404 page not found")});
  const auto ledgers = open(LedgerStore::kApi);
  ASSERT_TRUE(objects_.server().saw("GET " + objects_.path(), 1));
  EXPECT_FALSE(ledgers->ready());
}

TEST_F(OpenedLedgers, InMemoryAreReadyOncePodsWereCounted) {
  objects_.server().script("GET /api/v1/pods?limit", {answering(200, R"({"metadata":{"resourceVersion":"5"},"items":[]})")});
  objects_.server().script("GET /api/v1/pods?watch", {[](const auto&, fakes::FakeApiServer::Peer& peer) {
                             peer.begin(200);
                             peer.hold();
                           }});
  const auto ledgers = open(LedgerStore::kMemory);
  ledgers->follow(site_);
  ASSERT_TRUE(eventually([&] { return ledgers->ready(); }));
  EXPECT_EQ(ledgers->ready_when(), "pods counted");
  EXPECT_TRUE(ledgers->all().front()->status.initialized);
  EXPECT_NE(ledgers->snapshot_age(), std::nullopt);
  EXPECT_TRUE(eventually([&] { return ledgers->team_quota("research") != nullptr; })) << "for this replica's own refusals";
  EXPECT_EQ(ledgers->team_quota("vision"), nullptr);
  EXPECT_TRUE(objects_.server().requests("GET " + objects_.path()).empty());
}

TEST_F(OpenedLedgers, StandaloneNeedNothing) {
  const auto ledgers = open_ledgers({.standalone = true, .ledger = LedgerStore::kMemory}, {clock_, log_}, std::nullopt);
  ledgers->follow(site_);
  EXPECT_TRUE(ledgers->ready());
  EXPECT_EQ(ledgers->all().size(), policy::ledger_specs(*site_.current()).size());
  EXPECT_TRUE(objects_.server().requests().empty());
}

}  // namespace
}  // namespace tollgate::webhook
