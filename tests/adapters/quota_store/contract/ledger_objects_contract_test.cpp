// What the controller does with ledgers, against the real API server that KUBECONFIG names.

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "adapters/kube_client/backoff.h"
#include "adapters/kube_client/ledger_writer.h"
#include "adapters/kube_codec/ledger/ledger.h"
#include "tests/contract/ledger_objects_contract.h"
#include "tests/contract/quota_store_contract.h"

namespace tollgate::kube_client {
namespace {

using kube_codec::ledger_path;

class RealLedgerObjects : public testing::Test {
 protected:
  void SetUp() override {
    const auto config = find_config("", process_environment());
    ASSERT_TRUE(config) << config.error().message;
    api_.emplace(*config);
    root_ = "objects-" + std::to_string(random_seed() % 1'000'000'000);
  }
  void TearDown() override {
    if (!api_) return;
    static_cast<void>(api_->merge_patch(ledger_path(root_), R"({"metadata":{"finalizers":null}})"));
    static_cast<void>(api_->remove(ledger_path(root_)));
  }

  std::optional<Api> api_;
  std::string root_;
};

TEST_F(RealLedgerObjects, KeepTheContract) {
  LedgerWriter writer{*api_};
  contract::expect_ledger_objects(
      writer, root_, [this](const std::string& root) { ASSERT_TRUE(api_->remove(ledger_path(root))); },
      [&](const std::string& root) {
        const quota::Ledger next = contract::with_one_more(contract::observed(writer, root)->ledger);
        ASSERT_TRUE(api_->replace(ledger_path(root) + "/status", kube_codec::encode_ledger_status(next)));
      });
}

TEST_F(RealLedgerObjects, TellOfOneThatIsNewerAndOneThatCannotBeRead) {
  LedgerWriter writer{*api_};
  ASSERT_TRUE(writer.create(root_, contract::spec_with(root_, 8)));
  ASSERT_TRUE(api_->merge_patch(ledger_path(root_) + "/status", R"({"status":{"cells":[{"k":7,"a":1}]}})"));
  EXPECT_NE(contract::observed(writer, root_)->broken, "");
  ASSERT_TRUE(writer.remove(*contract::observed(writer, root_))) << "it goes all the same";

  ASSERT_TRUE(writer.create(root_, contract::spec_with(root_, 8)));
  ASSERT_TRUE(api_->merge_patch(ledger_path(root_), R"({"spec":{"format":2}})"));
  EXPECT_NE(contract::observed(writer, root_)->newer, "");
}

}  // namespace
}  // namespace tollgate::kube_client
