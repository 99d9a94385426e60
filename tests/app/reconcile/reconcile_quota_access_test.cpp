#include "app/reconcile/reconcile_quota_access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/contract/quota_access_contract.h"
#include "tests/fakes/memory_quota_access.h"

namespace tollgate::reconcile {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

policy::Site site_with(std::vector<std::string> users) {
  policy::Team vision;
  vision.name = "vision";
  vision.quota.emplace();
  vision.member_users = std::move(users);
  policy::Site site;
  site.teams = {vision};
  return site;
}

TEST(MemoryQuotaAccess, KeepsTheContractOfQuotaAccess) {
  fakes::MemoryQuotaAccess access;
  contract::expect_quota_access(access, "vision");
}

TEST(QuotaAccess, FollowsTheTeams) {
  fakes::MemoryQuotaAccess access;
  EXPECT_EQ(reconcile_quota_access(site_with({"alice"}), access).written, 1);
  EXPECT_EQ(reconcile_quota_access(site_with({"alice"}), access).written, 0);
  EXPECT_EQ(reconcile_quota_access(site_with({"bob"}), access).written, 1);
  EXPECT_THAT(*access.list(), ElementsAre(QuotaReaders{"vision", {"bob"}, {}}));
  EXPECT_EQ(reconcile_quota_access({}, access).written, 1);
  EXPECT_THAT(*access.list(), IsEmpty());
}

TEST(QuotaAccess, TriesAgainWhatFailed) {
  fakes::MemoryQuotaAccess access;
  access.go_away();
  EXPECT_THAT(reconcile_quota_access(site_with({"alice"}), access).failures, ElementsAre("nobody answers"));
  access.come_back();
  EXPECT_EQ(reconcile_quota_access(site_with({"alice"}), access).written, 1);
}

}  // namespace
}  // namespace tollgate::reconcile
