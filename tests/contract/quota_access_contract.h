// What every QuotaAccess does. Nothing is granted to the team yet.

#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "app/ports/quota_access.h"

namespace tollgate::contract {

inline std::vector<reconcile::QuotaReaders> granted_for(QuotaAccess& access, const std::string& team) {
  std::vector<reconcile::QuotaReaders> all = access.list().value();
  std::erase_if(all, [&](const reconcile::QuotaReaders& readers) { return readers.team != team; });
  return all;
}

inline void expect_quota_access(QuotaAccess& access, const std::string& team) {
  using testing::ElementsAre;
  ASSERT_TRUE(granted_for(access, team).empty());
  ASSERT_TRUE(access.revoke(team)) << "that it is gone already is as good";

  const reconcile::QuotaReaders members{team, {"alice", "oidc:alice"}, {"oidc:vision"}};
  for (int i = 0; i < 2; ++i) {
    const Result<void> granted = access.grant(members);
    ASSERT_TRUE(granted) << granted.error().message;
    EXPECT_THAT(granted_for(access, team), ElementsAre(members)) << "twice is the same as once";
  }
  const reconcile::QuotaReaders fewer{team, {}, {"oidc:vision"}};
  ASSERT_TRUE(access.grant(fewer));
  EXPECT_THAT(granted_for(access, team), ElementsAre(fewer));

  ASSERT_TRUE(access.revoke(team));
  EXPECT_TRUE(granted_for(access, team).empty());
}

}  // namespace tollgate::contract
