#include "adapters/slurm/commands.h"

#include <gmock/gmock.h>

namespace tollgate::slurm {
namespace {

using namespace reconcile;
using testing::ElementsAre;

TEST(SacctmgrCommands, ALimitThatEndsIsMinusOne) {
  AccountChange to;
  to.fairshare = 5;
  to.gpus.emplace(8);
  to.gpu_minutes.emplace(std::nullopt);
  to.jobs.emplace(std::nullopt);
  to.submit.emplace(0);
  to.qos.emplace();
  to.default_qos.emplace();

  EXPECT_THAT(account_settings(to), ElementsAre("Fairshare=5", "GrpTRES=gres/gpu=8", "GrpTRESMins=gres/gpu=-1", "GrpJobs=-1",
                                                "GrpSubmitJobs=0", "QOS=", "DefaultQOS=-1"));
}

TEST(SacctmgrCommands, AccountsThatChangeAlikeChangeTogether) {
  EXPECT_THAT(modify_accounts("lab", {"b", "a"}, {"GrpJobs=3"}),
              ElementsAre("modify", "account", "where", "name=a,b", "cluster=lab", "set", "GrpJobs=3"));
}

TEST(SacctmgrCommands, MembersThatChangeAlikeChangeTogether) {
  const auto blocks =
      closed_blocks({{"a", "alice"}, {"a", "bob"}, {"b", "carol"}}, {{"a", "alice"}, {"a", "bob"}, {"b", "carol"}});
  ASSERT_EQ(blocks.size(), 1U);
  EXPECT_THAT(limit_members("lab", blocks[0], Limit{4}), ElementsAre("modify", "user", "where", "name=alice,bob,carol",
                                                                     "account=a,b", "cluster=lab", "set", "GrpTRES=gres/gpu=4"));
}

TEST(SacctmgrCommands, ABlockHoldsNobodyElse) {
  // alice is in both accounts, and only her limit in `a` changes.
  const std::set<Membership> existing{{"a", "alice"}, {"b", "alice"}, {"b", "bob"}};
  EXPECT_EQ(closed_blocks({{"a", "alice"}, {"b", "bob"}}, existing).size(), 2U);
  EXPECT_EQ(closed_blocks({{"b", "bob"}, {"a", "alice"}, {"b", "alice"}}, existing).size(), 1U);
}

TEST(SacctmgrCommands, UsersAreAddedWithTheirLimit) {
  EXPECT_THAT(add_members("lab", "a", {"alice", "bob"}, Limit{4}),
              ElementsAre("add", "user", "name=alice,bob", "account=a", "cluster=lab", "GrpTRES=gres/gpu=4"));
}

}  // namespace
}  // namespace tollgate::slurm
