// What every NamespaceObjects does. `existing` is a namespace without a team, `missing` is not there.

#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "app/ports/namespace_objects.h"

namespace tollgate::contract {

// `team_of` reads the label back; "none" when there is none.
inline void expect_namespace_objects(NamespaceObjects& objects, const std::string& existing, const std::string& missing,
                                     const std::function<std::string(const std::string&)>& team_of) {
  ASSERT_TRUE(objects.set_team(existing, "vision"));
  EXPECT_EQ(team_of(existing), "vision");
  ASSERT_TRUE(objects.set_team(existing, "vision")) << "twice is the same as once";
  ASSERT_TRUE(objects.set_team(existing, "speech"));
  EXPECT_EQ(team_of(existing), "speech");
  ASSERT_TRUE(objects.clear_team(existing));
  EXPECT_EQ(team_of(existing), "none");
  ASSERT_TRUE(objects.clear_team(existing)) << "twice is the same as once";

  EXPECT_EQ(objects.set_team(missing, "vision").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(objects.clear_team(missing).error().code, ErrorCode::kNotFound);
}

}  // namespace tollgate::contract
