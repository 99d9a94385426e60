#include "core/policy/gpu/text/holders_text.h"

#include <gtest/gtest.h>

#include "tests/fakes/quota_builders.h"

namespace tollgate::policy {
namespace {

using fakes::operator""_gpu;
using quota::Bound;
using quota::Shortfall;
using quota::TeamQuota;
using std::chrono::hours;

constexpr Instant kNow{hours{10}};

class HoldersText : public testing::Test {
 protected:
  HoldersText() {
    vision_.holders = {{"vision", "vision", "train", "alice", "training", 16_gpu, Instant{hours{18}}},
                       {"vision", "vision", "serve", "bob", "inference", 8_gpu, std::nullopt}};
    vision_.returning = {{Instant{hours{18}}, 16_gpu}};
    research_.teams = {{"vision", 60_gpu, 64_gpu}, {"speech", 20_gpu, std::nullopt}, {"robots", 0_gpu, 8_gpu}};
    research_.returning = {{Instant{hours{12}}, 32_gpu}};
    research_.holders = {{"research", "research", "secret", "dave", "training", 4_gpu, std::nullopt}};
  }

  std::string text(Bound bound, const std::string& team, const std::string& key = {}, Instant now = kNow) const {
    const QuotaView quota{.team = [this](std::string_view name) -> std::shared_ptr<const TeamQuota> {
      if (name == "vision") return std::make_shared<const TeamQuota>(vision_);
      return name == "research" ? std::make_shared<const TeamQuota>(research_) : nullptr;
    }};
    return holders_text({bound, team, key, 8_gpu, 60_gpu, 0_gpu, 64_gpu}, "vision", quota, now);
  }

  TeamQuota vision_{.team = "vision", .parent = "research", .root = "research"};
  TeamQuota research_{.team = "research", .root = "research"};
};

TEST_F(HoldersText, NamesTheWorkloadsOfThePodsTeam) {
  EXPECT_EQ(text(Bound::kTeam, "vision"),
            ". Largest holders: train (alice, 16, until 18:00 UTC), serve (bob, 8). Fits at about 18:00 UTC");
}

TEST_F(HoldersText, SaysTheDayWhenItIsNotToday) {
  vision_.holders[0].ends = Instant{hours{34}};
  vision_.returning[0].at = Instant{hours{34}};
  EXPECT_EQ(
      text(Bound::kTeam, "vision"),
      ". Largest holders: train (alice, 16, until 1970-01-02 10:00 UTC), serve (bob, 8). Fits at about 1970-01-02 10:00 UTC");
}

TEST_F(HoldersText, SaysNothingOfATimeThatHasPassed) {
  EXPECT_EQ(text(Bound::kTeam, "vision", "", Instant{hours{19}}), ". Largest holders: train (alice, 16), serve (bob, 8)");
}

TEST_F(HoldersText, NamesOnlyTeamsWhereALimitAboveIsShort) {
  EXPECT_EQ(text(Bound::kTeam, "research"), ". Largest holders: team vision (60), team speech (20). Fits at about 12:00 UTC");
  EXPECT_EQ(text(Bound::kGuarantee, "research"),
            ". Largest holders: team vision (60), team speech (20). Fits at about 18:00 UTC");
}

TEST_F(HoldersText, NamesOnlyWhatTheLimitIsAbout) {
  EXPECT_EQ(text(Bound::kUser, "vision", "bob"), ". Largest holders: serve (bob, 8)");
  EXPECT_EQ(text(Bound::kUser, "research", "bob"), ". Largest holders: serve (bob, 8)");
  EXPECT_EQ(text(Bound::kJobType, "vision", "training"),
            ". Largest holders: train (alice, 16, until 18:00 UTC). Fits at about 18:00 UTC");
  EXPECT_EQ(text(Bound::kModel, "vision", "h100-80gb"), "");
  EXPECT_EQ(text(Bound::kPod, "vision"), "");
}

TEST_F(HoldersText, IsEmptyWhenNothingIsKnown) {
  EXPECT_EQ(holders_text({Bound::kTeam, "vision", "", 8_gpu, 60_gpu, 0_gpu, 64_gpu}, "vision", {}, kNow), "");
  EXPECT_EQ(text(Bound::kTeam, "products"), ". Fits at about 18:00 UTC") << "what vision gives back, those above get";
  vision_ = {};
  EXPECT_EQ(text(Bound::kTeam, "vision"), "");
}

}  // namespace
}  // namespace tollgate::policy
