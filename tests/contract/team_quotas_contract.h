// What every TeamQuotas does. Nothing is shown of the team yet.

#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "app/ports/team_quotas.h"

namespace tollgate::contract {

// A quota in which every field has something to say.
inline quota::TeamQuota a_full_team_quota(const std::string& team) {
  using model::GpuUnits;
  const GpuUnits slice = GpuUnits::parse("1/7").value();
  const Instant evening{std::chrono::hours{18}};
  quota::TeamQuota quota{.team = team, .parent = "research", .root = "research"};
  quota.used = GpuUnits::gpus(60) + slice;
  quota.reserved = GpuUnits::gpus(4);
  quota.limit = GpuUnits::gpus(64);
  quota.guaranteed = GpuUnits::gpus(48);
  quota.free = GpuUnits::unlimited();
  quota.waiting = 3;
  quota.over_limit = true;
  quota.by_model = {{"h100-80gb", GpuUnits::gpus(60), GpuUnits::gpus(64)}};
  quota.by_job_type = {{"training", GpuUnits::gpus(60), std::nullopt}, {"interactive", slice, GpuUnits::gpus(8)}};
  quota.by_user = {{"alice", GpuUnits::gpus(16), GpuUnits::gpus(16)}};
  quota.teams = {{"robots", GpuUnits::gpus(2), std::nullopt}};
  quota.holders = {{team, "vision", "train-llm", "alice", "training", GpuUnits::gpus(16), evening},
                   {team, "vision", "shell", "bob", "interactive", slice, std::nullopt}};
  quota.returning = {{evening, GpuUnits::gpus(16)}};
  return quota;
}

inline std::vector<quota::TeamQuota> of_team(TeamQuotas& quotas, const std::string& team) {
  std::vector<quota::TeamQuota> all = quotas.list().value();
  std::erase_if(all, [&](const quota::TeamQuota& quota) { return quota.team != team; });
  return all;
}

inline void expect_team_quotas(TeamQuotas& quotas, const std::string& team) {
  ASSERT_TRUE(of_team(quotas, team).empty());
  ASSERT_TRUE(quotas.remove(team)) << "that it is gone already is as good";

  const quota::TeamQuota full = a_full_team_quota(team);
  for (int i = 0; i < 2; ++i) {
    const Result<void> written = quotas.write(full);
    ASSERT_TRUE(written) << written.error().message;
    EXPECT_THAT(of_team(quotas, team), testing::ElementsAre(full)) << "twice is the same as once";
  }
  quota::TeamQuota empty{.team = team, .root = team};
  ASSERT_TRUE(quotas.write(empty));
  EXPECT_THAT(of_team(quotas, team), testing::ElementsAre(empty)) << "nothing is left of what it was";

  ASSERT_TRUE(quotas.remove(team));
  EXPECT_TRUE(of_team(quotas, team).empty());
}

}  // namespace tollgate::contract
