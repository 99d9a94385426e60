// What every LedgerObjects does. `missing` is a root without a ledger; the ledgers of others are left as they are.

#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>

#include "app/ports/ledger_objects.h"
#include "tests/fakes/quota_builders.h"

namespace tollgate::contract {

inline std::optional<reconcile::ObservedLedger> observed(LedgerObjects& objects, const std::string& root) {
  const auto all = objects.list();
  EXPECT_TRUE(all) << all.error().message;
  const auto found = std::ranges::find_if(*all, [&](const auto& seen) { return seen.ledger.root == root; });
  return found == all->end() ? std::nullopt : std::optional{*found};
}

inline quota::LedgerSpec spec_with(const std::string& root, std::int64_t gpus) {
  using fakes::operator""_gpu;
  quota::LedgerSpec spec = fakes::a_tree().root(root, model::GpuUnits::gpus(gpus)).team("child", 2_gpu, 1_gpu).ledger().spec;
  spec.policy_digest = "sha256:0";
  return spec;
}

// A promise does not keep limits from being written, but from being the reason to grant again, or to go.
inline void expect_promises_in_between(LedgerObjects& objects, const std::string& root,
                                       const std::function<void(const std::string&)>& promise) {
  quota::LedgerSpec frozen = spec_with(root, 4);
  frozen.frozen = true;
  auto seen = observed(objects, root);
  promise(root);
  ASSERT_TRUE(objects.write_spec(*seen, frozen));
  seen = observed(objects, root);
  EXPECT_EQ(seen->ledger.spec, frozen);
  EXPECT_FALSE(seen->ledger.status.reservations.empty());
  promise(root);
  EXPECT_EQ(objects.write_spec(*seen, spec_with(root, 4)).error().code, ErrorCode::kConflict);
  EXPECT_EQ(objects.remove(*seen).error().code, ErrorCode::kConflict);
  ASSERT_TRUE(objects.write_spec(*observed(objects, root), spec_with(root, 4)));
}

// `remove_by_hand`: as kubectl delete does, without waiting. `promise`: adds a reservation, as admission does.
inline void expect_ledger_objects(LedgerObjects& objects, const std::string& missing,
                                  const std::function<void(const std::string&)>& remove_by_hand,
                                  const std::function<void(const std::string&)>& promise) {
  ASSERT_TRUE(objects.create(missing, spec_with(missing, 8)));
  const auto created = observed(objects, missing);
  ASSERT_TRUE(created);
  EXPECT_EQ(created->ledger.spec, spec_with(missing, 8));
  EXPECT_EQ(created->ledger.status, quota::LedgerStatus{}) << "it has counted nothing and grants nothing";
  EXPECT_TRUE(created->held);
  EXPECT_FALSE(created->deleting);
  EXPECT_FALSE(created->ledger.uid.empty());
  EXPECT_EQ(objects.create(missing, spec_with(missing, 9)).error().code, ErrorCode::kExists);

  ASSERT_TRUE(objects.write_spec(*created, spec_with(missing, 4)));
  const auto written = observed(objects, missing);
  EXPECT_EQ(written->ledger.spec, spec_with(missing, 4));
  EXPECT_GT(written->ledger.generation, created->ledger.generation);
  EXPECT_EQ(written->ledger.uid, created->ledger.uid);
  EXPECT_EQ(objects.write_spec(*created, spec_with(missing, 5)).error().code, ErrorCode::kConflict);
  EXPECT_EQ(objects.remove(*created).error().code, ErrorCode::kConflict);
  EXPECT_EQ(observed(objects, missing)->ledger.spec, spec_with(missing, 4)) << "a conflict changes nothing";

  expect_promises_in_between(objects, missing, promise);

  remove_by_hand(missing);
  const auto deleted = observed(objects, missing);
  ASSERT_TRUE(deleted) << "it is held";
  EXPECT_TRUE(deleted->deleting);
  ASSERT_TRUE(objects.write_spec(*deleted, spec_with(missing, 3)));
  ASSERT_TRUE(objects.remove(*observed(objects, missing)));
  EXPECT_FALSE(observed(objects, missing));
  EXPECT_EQ(objects.remove(*deleted).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(objects.write_spec(*deleted, spec_with(missing, 3)).error().code, ErrorCode::kNotFound);

  ASSERT_TRUE(objects.create(missing, spec_with(missing, 8)));
  EXPECT_NE(observed(objects, missing)->ledger.uid, created->ledger.uid);
  ASSERT_TRUE(objects.remove(*observed(objects, missing))) << "what nobody deleted before is deleted as well";
  EXPECT_FALSE(observed(objects, missing));
}

}  // namespace tollgate::contract
