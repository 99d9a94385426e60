// What every RecordStore does. `name` is not in use yet.

#pragma once

#include <gtest/gtest.h>

#include <string_view>

#include "app/ports/record_store.h"

namespace tollgate::contract {

inline void expect_record_store(RecordStore& store, std::string_view name) {
  EXPECT_EQ(*store.load(name), StoredRecord{}) << "nothing is there yet";

  const Result<std::string> first = store.store(name, {.text = "one \"\n{}", .version = ""});
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(*store.load(name), (StoredRecord{.text = "one \"\n{}", .version = *first}));
  EXPECT_EQ(store.store(name, {.text = "late", .version = ""}).error().code, ErrorCode::kConflict) << "somebody made it first";

  const Result<std::string> second = store.store(name, {.text = "two", .version = *first});
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_NE(*second, *first);
  EXPECT_EQ(store.store(name, {.text = "stale", .version = *first}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(*store.load(name), (StoredRecord{.text = "two", .version = *second}));
}

}  // namespace tollgate::contract
