// The store against a real API server that has the QuotaLedger kind: the one that KUBECONFIG names. Not part of the unit tests;
// the end-to-end stage runs this program. Without a server it fails: a missing part is no reason to skip.

#include <gtest/gtest.h>

#include <memory>

#include "adapters/kube_codec/ledger/ledger.h"
#include "adapters/quota_store/api_server.h"
#include "adapters/system/system_clock.h"
#include "tests/contract/quota_store_contract.h"
#include "tests/fakes/eventually.h"
#include "tests/fakes/quota_builders.h"
#include "tests/fakes/recording_log.h"

namespace tollgate::quota_store {
namespace {

using fakes::a_tree;
using fakes::eventually;
using fakes::operator""_gpu;
using kube_codec::encode_ledger_spec;
using kube_codec::kLedgersPath;
using kube_codec::ledger_path;

// A ledger of the test's own, removed at the end.
class RealLedger : public testing::Test {
 protected:
  void SetUp() override {
    const auto config = kube_client::find_config("", kube_client::process_environment());
    ASSERT_TRUE(config) << config.error().message;
    api_ = std::make_unique<kube_client::Api>(*config);
    root_ = "contract-" + std::to_string(kube_client::random_seed() % 1'000'000'000);
    make();
    store_ = std::make_unique<ApiServer>(ApiServer::Needs{*api_, clock_, log_});
    ASSERT_TRUE(eventually([&] { return store_->synced(); }));
  }

  void TearDown() override {
    store_.reset();
    if (api_) remove();
  }

  quota::Ledger tree(model::GpuUnits gpus) const {
    quota::Ledger ledger = a_tree().root(root_, gpus).team("below", 1_gpu, 1_gpu).ledger();
    ledger.version.clear();
    return ledger;
  }
  void make() {
    const Result<std::string> made = api_->create(std::string{kLedgersPath}, encode_ledger_spec(tree(8_gpu)));
    ASSERT_TRUE(made) << made.error().message;
  }
  void remove() {
    static_cast<void>(api_->merge_patch(ledger_path(root_), R"({"metadata":{"finalizers":null}})"));
    static_cast<void>(api_->remove(ledger_path(root_)));
  }
  void change_spec(model::GpuUnits gpus) {
    quota::Ledger changed = tree(gpus);
    changed.version = live().version;
    const Result<std::string> stored = api_->replace(ledger_path(root_), encode_ledger_spec(changed));
    ASSERT_TRUE(stored) << stored.error().message;
  }

  std::chrono::nanoseconds soon() const { return clock_.monotonic() + std::chrono::seconds{60}; }
  quota::Ledger live() { return store_->read_live(root_, soon()).value(); }

  std::string root_;
  system::SystemClock clock_;
  fakes::RecordingLog log_;
  std::unique_ptr<kube_client::Api> api_;
  std::unique_ptr<ApiServer> store_;
};

TEST_F(RealLedger, KeepsTheContract) {
  contract::expect_quota_store(
      {.store = *store_, .root = root_, .missing = "nobody", .deadline = soon(), .change_spec = [this] { change_spec(16_gpu); }});
}

TEST_F(RealLedger, ComesBackAsItWasWritten) {
  EXPECT_EQ(live().spec, tree(8_gpu).spec);
  quota::Ledger next = contract::with_one_more(live());
  quota::LedgerStatus& status = next.status;
  status.initialized = true;
  status.epoch = 3;
  status.snapshot = "18446744073709551615";
  status.observed_generation = next.generation;
  status.cells = {
      {{root_, "a|b%\xC3\xA9", "training", "", "model/x", "nvidia.com/gpu"}, std::numeric_limits<std::int64_t>::max()}};
  status.conditions = {{.type = "OverLimit", .holds = true, .reason = "Lowered", .since = "2026-11-02T10:00:00Z"}};
  status.meters = {{root_, 5, 6}};
  ASSERT_TRUE(store_->replace(next, soon()));
  EXPECT_EQ(live().status, status);
}

TEST_F(RealLedger, KnowsItsGeneration) {
  const std::int64_t before = live().generation;
  ASSERT_TRUE(store_->replace(contract::with_one_more(live()), soon()));
  EXPECT_EQ(live().generation, before) << "a status is no change of the spec";
  change_spec(16_gpu);
  EXPECT_EQ(live().generation, before + 1);
}

TEST_F(RealLedger, IsNotItsPredecessor) {
  ASSERT_TRUE(store_->replace(contract::with_one_more(live()), soon()));
  const quota::Ledger before = live();
  remove();
  ASSERT_TRUE(eventually([&] { return store_->cached(root_) == nullptr; }));
  make();
  ASSERT_TRUE(eventually([&] { return store_->cached(root_) != nullptr; }));
  EXPECT_TRUE(store_->cached(root_)->status.reservations.empty());
  EXPECT_EQ(store_->replace(before, soon()).error().code, ErrorCode::kConflict);
}

TEST_F(RealLedger, IsSeenByOthers) {
  ApiServer other{{*api_, clock_, log_}};
  ASSERT_TRUE(eventually([&] { return other.cached(root_) != nullptr; }));
  const std::string version = store_->replace(contract::with_one_more(live()), soon()).value();
  EXPECT_TRUE(eventually([&] { return other.cached(root_)->version == version; }));
}

}  // namespace
}  // namespace tollgate::quota_store
