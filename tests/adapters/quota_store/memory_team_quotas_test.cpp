#include "adapters/quota_store/memory_team_quotas.h"

#include <gtest/gtest.h>

#include "tests/contract/team_quotas_contract.h"

namespace tollgate::quota_store {
namespace {

TEST(MemoryTeamQuotas, KeepTheContractOfTeamQuotas) {
  MemoryTeamQuotas quotas;
  contract::expect_team_quotas(quotas, "vision");
}

TEST(MemoryTeamQuotas, FindOneTeams) {
  MemoryTeamQuotas quotas;
  ASSERT_TRUE(quotas.write(contract::a_full_team_quota("vision")));
  ASSERT_NE(quotas.find("vision"), nullptr);
  EXPECT_EQ(*quotas.find("vision"), contract::a_full_team_quota("vision"));
  EXPECT_EQ(quotas.find("speech"), nullptr);
}

}  // namespace
}  // namespace tollgate::quota_store
