#include "core/quota/fits_at.h"

#include <gtest/gtest.h>

#include "tests/fakes/quota_builders.h"

namespace tollgate::quota {
namespace {

using fakes::operator""_gpu;
using std::chrono::hours;

constexpr Instant at(int hour) { return Instant{hours{hour}}; }

// Team vision: 8 come back at 14 h, 16 at 18 h.
TeamQuota vision() {
  TeamQuota quota{.team = "vision", .parent = "research", .root = "research"};
  quota.holders = {{"vision", "vision", "large", "alice", "training", 16_gpu, at(18)},
                   {"vision", "vision", "notebook", "bob", "interactive", 8_gpu, at(14)},
                   {"vision", "vision", "service", "bob", "inference", 8_gpu, std::nullopt}};
  quota.returning = {{at(14), 8_gpu}, {at(18), 16_gpu}};
  return quota;
}

Shortfall shortfall(Bound bound, GpuUnits requested, std::string key = {}) {
  return {bound, "vision", std::move(key), requested, 60_gpu, 0_gpu, 64_gpu};
}

std::optional<Instant> fits(const Shortfall& shortfall) {
  const TeamQuota quota = vision();
  return fits_at(shortfall, &quota, &quota);
}

TEST(FitsAt, IsWhenEnoughHasComeBack) {
  EXPECT_EQ(fits(shortfall(Bound::kTeam, 8_gpu)), at(14));
  EXPECT_EQ(fits(shortfall(Bound::kTeam, 12_gpu)), at(14));
  EXPECT_EQ(fits(shortfall(Bound::kTeam, 13_gpu)), at(18));
  EXPECT_EQ(fits(shortfall(Bound::kTeam, 29_gpu)), std::nullopt) << "nobody knows when the rest ends";
  EXPECT_EQ(fits(shortfall(Bound::kTeam, 65_gpu)), std::nullopt) << "never";
}

TEST(FitsAt, AsksTheTeamWhoseLimitIsShort) {
  const TeamQuota own = vision();
  TeamQuota above{.team = "research"};
  above.returning = {{at(13), 32_gpu}};
  EXPECT_EQ(fits_at(shortfall(Bound::kTeam, 8_gpu), &own, &above), at(13));
  EXPECT_EQ(fits_at(shortfall(Bound::kTeam, 8_gpu), &own, nullptr), at(14)) << "what the team gives back, those above get";
  EXPECT_EQ(fits_at(shortfall(Bound::kTeam, 8_gpu), nullptr, nullptr), std::nullopt);
}

TEST(FitsAt, CountsOnlyOnItsOwnWhereOthersAreGuaranteed) {
  const TeamQuota own = vision();
  TeamQuota above{.team = "research"};
  above.returning = {{at(13), 32_gpu}};
  EXPECT_EQ(fits_at(shortfall(Bound::kGuarantee, 8_gpu), &own, &above), at(14));
}

TEST(FitsAt, CountsOnlyWhatTheLimitIsAbout) {
  EXPECT_EQ(fits(shortfall(Bound::kUser, 8_gpu, "alice")), at(18));
  EXPECT_EQ(fits(shortfall(Bound::kUser, 16_gpu, "bob")), std::nullopt);
  EXPECT_EQ(fits(shortfall(Bound::kJobType, 8_gpu, "interactive")), at(14));
  EXPECT_EQ(fits(shortfall(Bound::kModel, 8_gpu, "h100-80gb")), std::nullopt);
  EXPECT_EQ(fits(shortfall(Bound::kPod, 8_gpu)), std::nullopt);
}

}  // namespace
}  // namespace tollgate::quota
