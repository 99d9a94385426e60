#include "core/result.h"

#include <gtest/gtest.h>

#include <memory>

namespace tollgate {
namespace {

Result<int> half(int whole) {
  if (whole % 2 != 0) return Error{ErrorCode::kInvalid, "odd"};
  return whole / 2;
}

Result<int> quarter(int whole) {
  const int h = TRY(half(whole));
  return half(h);
}

Result<void> check(int whole) {
  (void)TRY(quarter(whole));
  return {};
}

Result<std::unique_ptr<int>> owned(int value) {
  auto moved = TRY(Result<std::unique_ptr<int>>{std::make_unique<int>(value)});
  return moved;
}

TEST(Try, ReturnsTheErrorOfTheFirstStepThatFails) {
  EXPECT_EQ(quarter(8).value(), 2);
  EXPECT_EQ(quarter(3).error(), (Error{ErrorCode::kInvalid, "odd"}));
  EXPECT_EQ(quarter(6).error(), (Error{ErrorCode::kInvalid, "odd"}));
}

TEST(Try, WorksOnResultsWithoutAValueAndOnMoveOnlyValues) {
  EXPECT_TRUE(check(8).ok());
  EXPECT_FALSE(check(6).ok());
  EXPECT_EQ(*owned(7).value(), 7);
}

TEST(Error, DuringPutsTheStepInFrontOfTheReason) {
  EXPECT_EQ((Error{ErrorCode::kNotFound, "no such file"}.during("reading a.yaml").message), "reading a.yaml: no such file");
}

}  // namespace
}  // namespace tollgate
