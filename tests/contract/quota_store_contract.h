// What every QuotaStore does. `root` has a ledger that nobody else writes meanwhile, `missing` has none.

#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "app/ports/quota_store.h"
#include "tests/fakes/quota_builders.h"

namespace tollgate::contract {

struct QuotaStoreUnderTest {
  QuotaStore& store;
  std::string root;
  std::string missing;
  std::chrono::nanoseconds deadline;          // for all calls: far enough away
  std::function<void()> change_spec = [] {};  // of `root`, behind the store's back
};

inline quota::Ledger with_one_more(quota::Ledger ledger) {
  ledger.status.reservations.push_back({fakes::a_pod_charge().of(ledger.root).gpus(1), 0});
  return ledger;
}

inline void expect_compare_and_swap(const QuotaStoreUnderTest& test) {
  QuotaStore& store = test.store;
  const Result<quota::Ledger> first = store.read_live(test.root, test.deadline);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->root, test.root);

  const quota::Ledger next = with_one_more(*first);
  const Result<std::string> stored = store.replace(next, test.deadline);
  ASSERT_TRUE(stored) << stored.error().message;
  EXPECT_NE(*stored, first->version);
  EXPECT_EQ(store.read_live(test.root, test.deadline)->version, *stored);
  EXPECT_EQ(store.read_live(test.root, test.deadline)->status, next.status);

  ASSERT_NE(store.cached(test.root), nullptr);
  EXPECT_EQ(store.cached(test.root)->version, *stored) << "a store sees what it stored itself";
  EXPECT_EQ(store.cached(test.root)->status, next.status);

  EXPECT_EQ(store.replace(with_one_more(*first), test.deadline).error().code, ErrorCode::kConflict);
  EXPECT_EQ(store.read_live(test.root, test.deadline)->status, next.status) << "a conflict changes nothing";

  quota::Ledger hand_made = *store.read_live(test.root, test.deadline);
  hand_made.spec.teams.clear();
  ASSERT_TRUE(store.replace(hand_made, test.deadline));
  EXPECT_EQ(store.read_live(test.root, test.deadline)->spec, first->spec) << "the spec is not this port's to write";
}

inline void expect_spec_changes_conflict(const QuotaStoreUnderTest& test) {
  const Result<quota::Ledger> before = test.store.read_live(test.root, test.deadline);
  ASSERT_TRUE(before) << before.error().message;
  test.change_spec();
  EXPECT_EQ(test.store.replace(with_one_more(*before), test.deadline).error().code, ErrorCode::kConflict);
  const Result<quota::Ledger> after = test.store.read_live(test.root, test.deadline);
  EXPECT_NE(after->spec, before->spec);
  EXPECT_EQ(after->status, before->status);
}

inline void expect_missing_is_said(const QuotaStoreUnderTest& test) {
  EXPECT_EQ(test.store.cached(test.missing), nullptr);
  EXPECT_EQ(test.store.read_live(test.missing, test.deadline).error().code, ErrorCode::kNotFound);
  quota::Ledger ledger = test.store.read_live(test.root, test.deadline).value();
  ledger.root = test.missing;
  EXPECT_EQ(test.store.replace(ledger, test.deadline).error().code, ErrorCode::kNotFound);
}

// Writers at the same time, each trying until it got its own in: none is lost.
inline void expect_no_lost_update(const QuotaStoreUnderTest& test) {
  constexpr std::size_t kWriters = 4;
  constexpr std::size_t kEach = 8;
  const std::size_t before = test.store.read_live(test.root, test.deadline)->status.reservations.size();
  {
    std::vector<std::jthread> writers;
    writers.reserve(kWriters);
    for (std::size_t i = 0; i < kWriters; ++i) {
      writers.emplace_back([&test] {
        for (std::size_t done = 0; done < kEach;) {
          if (test.store.replace(with_one_more(*test.store.read_live(test.root, test.deadline)), test.deadline)) ++done;
        }
      });
    }
  }
  EXPECT_EQ(test.store.read_live(test.root, test.deadline)->status.reservations.size(), before + kWriters * kEach);
}

inline void expect_quota_store(const QuotaStoreUnderTest& test) {
  expect_compare_and_swap(test);
  expect_spec_changes_conflict(test);
  expect_missing_is_said(test);
  expect_no_lost_update(test);
}

}  // namespace tollgate::contract
