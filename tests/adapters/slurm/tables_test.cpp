#include "adapters/slurm/tables.h"

#include <gmock/gmock.h>

#include "adapters/slurm/assoc_mgr.h"

namespace tollgate::slurm {
namespace {

using namespace reconcile;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

SlurmWorld associations(std::string_view table) {
  SlurmWorld world;
  const auto done = read_associations(table, world);
  EXPECT_TRUE(done.ok()) << done.error().message;
  return world;
}

TEST(SacctmgrTables, AssociationsAreAccountsAndMembers) {
  const SlurmWorld world = associations(
      "root||||1||||||\n"
      "vision|||research|10|cpu=4,gres/gpu=8,mem=100G|gres/gpu=600|7|50|normal,gold|gold\n"
      "vision|games|||1|gres/gpu=4|||||\n");

  EXPECT_EQ(world.accounts.at("vision").stored,
            (SlurmAccount{.name = "vision",
                          .parent = "research",
                          .fairshare = 10,
                          .qos = {"gold", "normal"},
                          .default_qos = "gold",
                          .limits = {.gpus = 8, .gpu_minutes = 600, .jobs = 7, .submit = 50}}));
  EXPECT_EQ(world.accounts.at("root").stored.limits, SlurmLimits{});
  EXPECT_EQ(world.members.at({"vision", "games"}).gpus, Limit{4});
}

TEST(SacctmgrTables, TypedGpusAreAnotherResource) {
  EXPECT_EQ(associations("a|||root|1|gres/gpu:a100=4|||||\n").accounts.at("a").stored.limits, SlurmLimits{});
}

TEST(SacctmgrTables, PartitionAssociationsAreKeptApart) {
  const SlurmWorld world = associations("a|games|long||1|gres/gpu=4|||||\n");
  EXPECT_TRUE(world.members.empty());
  EXPECT_THAT(world.partition_members, ElementsAre(Membership{"a", "games"}));
}

TEST(SacctmgrTables, SharesOfTheParentAreSlurmsNumber) {
  EXPECT_EQ(associations("a|||root|parent||||||\n").accounts.at("a").stored.fairshare, 2147483647);
}

TEST(SacctmgrTables, WhatIsNotAsExpectedIsRefused) {
  for (const char* const table :
       {"a|||root\n", "a|||root|x||||||\n", "a|||root|1|gres/gpu=many|||||\n", "sacctmgr: error: something\n"}) {
    SlurmWorld world;
    EXPECT_EQ(read_associations(table, world).error().code, ErrorCode::kInvalid) << table;
  }
}

TEST(SacctmgrTables, UsersAndQos) {
  SlurmWorld world;
  EXPECT_TRUE(read_users("games|vision\nroot|root\n", world).ok());
  EXPECT_TRUE(read_qos("normal|0\nhigh|100\n", world).ok());
  EXPECT_THAT(world.user_default_account, ElementsAre(Pair("games", "vision"), Pair("root", "root")));
  EXPECT_THAT(world.qos, ElementsAre(Pair("high", 100), Pair("normal", 0)));
}

TEST(ScontrolConfig, GivesTheFacts) {
  SlurmFacts facts;
  const auto done = read_config(
      "Configuration data as of 2026-11-25T14:48:22\nAccountingStorageEnforce = associations,limits,qos,safe\n"
      "ClusterName             = lab\nPriorityDecayHalfLife   = 7-00:00:00\nPriorityUsageResetPeriod = NONE\n",
      facts);
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(facts, (SlurmFacts{.cluster = "lab",
                               .decay_half_life = "7-00:00:00",
                               .usage_reset = "NONE",
                               .enforced = {"associations", "limits", "qos", "safe"}}));
  EXPECT_THAT(read_config("ClusterName = lab\n", facts).error().message, HasSubstr("no PriorityDecayHalfLife"));
}

constexpr std::string_view kAssocMgr =
    "Current Association Manager state\n\nAssociation Records\n\n"
    "ClusterName=lab Account=vision UserName= Partition= Priority=0 ID=4\n"
    "    SharesRaw/Norm/Level/Factor=10/1.00/10/0.00\n"
    "    ParentAccount=research(3) Lft=3 DefAssoc=No\n"
    "    GrpJobs=7(2) GrpJobsAccrue=N(0)\n"
    "    GrpSubmitJobs=50(3) GrpWall=N(0.00)\n"
    "    GrpTRES=cpu=N(0),mem=N(0),gres/gpu=8(4)\n"
    "    GrpTRESMins=cpu=N(0),gres/gpu=600(12)\n"
    "    GrpTRESRunMins=cpu=N(0),gres/gpu=N(0)\n"
    "    MaxJobs= MaxJobsAccrue= MaxSubmitJobs= MaxWallPJ=\n"
    "ClusterName=lab Account=vision UserName=games(5) Partition= Priority=0 ID=5\n"
    "    GrpSubmitJobs=N(1) GrpWall=N(0.00)\n"
    "    GrpTRES=cpu=N(0),gres/gpu=4(4)\n"
    "ClusterName=lab Account=vision UserName=ghost(4294967294) Partition= Priority=0 ID=6\n"
    "    GrpSubmitJobs=N(0) GrpWall=N(0.00)\n"
    "    GrpTRES=cpu=N(0),gres/gpu=N(0)\n"
    "ClusterName=other Account=vision UserName= Partition= Priority=0 ID=9\n"
    "    GrpTRES=cpu=N(0),gres/gpu=1(0)\n";

TEST(AssocMgr, GivesWhatIsInForceAndUsed) {
  SlurmWorld world = associations("vision|||research|10||||||\nvision|games|||1||||||\nvision|ghost|||1||||||\n");
  world.facts.cluster = "lab";
  const auto done = read_assoc_mgr(kAssocMgr, world);
  ASSERT_TRUE(done.ok()) << done.error().message;

  EXPECT_EQ(world.accounts.at("vision").in_force,
            (AccountInForce{.parent = "research",
                            .fairshare = 10,
                            .limits = {.gpus = 8, .gpu_minutes = 600, .jobs = 7, .submit = 50},
                            .gpu_minutes_used = 12,
                            .jobs = 3}));
  EXPECT_EQ(world.members.at({"vision", "games"}).in_force, (MembershipInForce{.gpus = 4, .jobs = 1, .has_uid = true}));
  EXPECT_EQ(world.members.at({"vision", "ghost"}).in_force, (MembershipInForce{.gpus = {}, .jobs = 0, .has_uid = false}));
}

TEST(AssocMgr, SaysWhenGpusAreNotCounted) {
  SlurmWorld world = associations("vision|||root|1||||||\n");
  world.facts.cluster = "lab";
  EXPECT_THAT(
      read_assoc_mgr(
          "ClusterName=lab Account=vision UserName= Partition=\n    SharesRaw/Norm/Level/Factor=1/1\n    GrpSubmitJobs=N(0)\n    "
          "GrpTRESMins=cpu=N(0)\n",
          world)
          .error()
          .message,
      HasSubstr("AccountingStorageTRES"));
}

}  // namespace
}  // namespace tollgate::slurm
