#include "core/model/instant.h"

#include <gtest/gtest.h>

namespace tollgate {
namespace {

using namespace std::chrono_literals;

TEST(Instant, ReadsAndWritesRfc3339) {
  for (const char* text : {"2026-11-22T10:00:00.123Z", "1970-01-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z"}) {
    const auto at = instant_from_rfc3339(text);
    ASSERT_TRUE(at.ok()) << text;
    EXPECT_EQ(to_rfc3339(*at), text);
  }
}

TEST(Instant, AppliesTheOffsetAndCutsTheFraction) {
  EXPECT_EQ(to_rfc3339(*instant_from_rfc3339("2026-11-22T10:00:00+01:30")), "2026-11-22T08:30:00.000Z");
  EXPECT_EQ(to_rfc3339(*instant_from_rfc3339("2026-11-22T10:00:00.1239-00:30")), "2026-11-22T10:30:00.123Z");
  EXPECT_EQ(*instant_from_rfc3339("1970-01-01T00:00:01.5Z"), Instant{1500ms});
}

TEST(Instant, RefusesEverythingElse) {
  for (const char* text :
       {"", "2026-11-22", "2026-11-22T10:00:00", "2026-02-30T10:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T10:00:00.Z",
        "2026-11-22T10:00:00Zx", "2026-11-22 10:00:00Z", "-026-11-22T10:00:00Z", "2026-11-22T10:60:00Z"}) {
    EXPECT_EQ(instant_from_rfc3339(text).error().code, ErrorCode::kInvalid) << text;
  }
}

}  // namespace
}  // namespace tollgate
