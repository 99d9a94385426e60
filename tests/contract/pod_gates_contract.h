// What every PodGates does. `waiting` reads the pod that waits behind our gate as it is now; nothing: it waits no more.

#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>

#include "app/ports/pod_gates.h"

namespace tollgate::contract {

inline void expect_pod_gates(PodGates& gates, const std::function<std::optional<quota::WaitingPod>()>& waiting) {
  const quota::WaitingPod first = waiting().value();
  ASSERT_TRUE(gates.say(first, "place 1 of 2"));
  EXPECT_EQ(waiting()->gate.said, "place 1 of 2");
  ASSERT_TRUE(gates.say(first, "place 1 of 1")) << "what else has changed does not matter";
  EXPECT_EQ(waiting()->gate.said, "place 1 of 1");

  EXPECT_EQ(gates.lift(first).error().code, ErrorCode::kConflict) << "it was told of before it changed";
  const quota::WaitingPod now = waiting().value();
  quota::WaitingPod other = now;
  other.charge.uid = "another-uid";
  EXPECT_EQ(gates.lift(other).error().code, ErrorCode::kConflict);
  EXPECT_EQ(gates.say(other, "no").error().code, ErrorCode::kConflict);
  other.charge.name += "-none";
  EXPECT_EQ(gates.lift(other).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(gates.say(other, "no").error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(waiting().has_value());

  ASSERT_TRUE(gates.lift(now));
  EXPECT_FALSE(waiting().has_value());
}

}  // namespace tollgate::contract
