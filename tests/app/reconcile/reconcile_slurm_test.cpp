#include "app/reconcile/reconcile_slurm.h"

#include <gmock/gmock.h>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_slurm.h"
#include "tests/fakes/memory_record_store.h"
#include "tests/fakes/slurm_site.h"
#include "tests/fakes/team_changes.h"

namespace tollgate {
namespace {

using fakes::a_site;
using fakes::ASlurmTeam;
using testing::ElementsAre;
using testing::IsEmpty;

class ReconcileSlurmTest : public testing::Test {
 public:
  reconcile::SlurmDesired desired() const { return reconcile::desired_slurm(site, reconcile::all_teams(site), clock.now()); }
  SlurmPass pass(SlurmPassOptions options = {}) { return reconcile.run(desired(), options).value(); }

  policy::Site site = a_site({ASlurmTeam{"vision"}.users({"alice", "bob"}).gpus(64).gpu_hours(10)});
  fakes::FakeClock clock{instant_from_rfc3339("2026-11-30T23:00:00Z").value()};
  fakes::FakeSlurm slurm;
  fakes::MemoryRecordStore records;
  ReconcileSlurm reconcile{"main", slurm, records, clock};
};

TEST_F(ReconcileSlurmTest, SecondPassWritesNothing) {
  EXPECT_TRUE(pass().is_settled());
  const auto writes = slurm.writes;
  const auto kept = records.writes;

  EXPECT_TRUE(pass().plan.actions.empty());
  EXPECT_EQ(slurm.writes, writes);
  EXPECT_EQ(records.writes, kept);
}

TEST_F(ReconcileSlurmTest, LookChangesNothing) {
  EXPECT_FALSE(reconcile.look(desired()).value().plan.actions.empty());
  EXPECT_EQ(slurm.writes, 0U);
  EXPECT_EQ(records.writes, 0U);
}

TEST_F(ReconcileSlurmTest, SaysWhatIsNotInForceAfterwards) {
  ASSERT_TRUE(pass().is_settled());
  slurm.slurmctld_misses_changes = true;
  fakes::change_team(site, "vision")->slurm->gpus = 32;

  const SlurmPass second = pass();
  EXPECT_FALSE(second.is_settled());
  EXPECT_THAT(second.not_in_force, ElementsAre("account vision: GrpTRES gres/gpu 32 (again: slurmctld missed it)"));
  slurm.slurmctld_misses_changes = false;
  EXPECT_TRUE(pass().is_settled());
}

TEST_F(ReconcileSlurmTest, OneFailureDoesNotStopTheRest) {
  slurm.next_action = Error{ErrorCode::kInvalid, "bad qos"};
  EXPECT_FALSE(pass().is_settled());
  EXPECT_TRUE(slurm.world.accounts.contains("vision"));
  EXPECT_TRUE(pass().is_settled());
}

TEST_F(ReconcileSlurmTest, NothingIsTriedWhenSlurmIsAway) {
  slurm.down = Error{ErrorCode::kUnavailable, "connection refused"};
  EXPECT_EQ(reconcile.run(desired()).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(records.writes, 0U);
}

TEST_F(ReconcileSlurmTest, NothingIsAppliedThatIsNotRecorded) {
  records.next_store = Error{ErrorCode::kConflict, "somebody else was faster"};
  EXPECT_EQ(reconcile.run(desired()).error().code, ErrorCode::kConflict);
  EXPECT_EQ(slurm.writes, 0U);
}

TEST_F(ReconcileSlurmTest, ARecordThatCannotBeReadStopsThePass) {
  records.records["slurm-main"] = {.text = "nonsense", .version = "1"};
  EXPECT_EQ(reconcile.run(desired()).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(slurm.writes, 0U);
}

TEST_F(ReconcileSlurmTest, StopsBeforeRemovingMoreThanATenth) {
  ASSERT_TRUE(pass().is_settled());
  fakes::change_team(site, "vision")->member_users.clear();
  fakes::change_team(site, "vision")->slurm->gpus = 8;

  const SlurmPass held = pass();
  EXPECT_TRUE(held.held);
  EXPECT_THAT(held.outcomes, IsEmpty());
  EXPECT_EQ(slurm.world.accounts.at("vision").stored.limits.gpus, reconcile::Limit{64});

  EXPECT_TRUE(pass({.force = true}).is_settled());
  EXPECT_FALSE(slurm.world.members.contains({"vision", "alice"}));
}

TEST_F(ReconcileSlurmTest, ABudgetIsRefilledOncePerMonthAndNotByARestart) {
  ASSERT_TRUE(pass().is_settled());
  auto& vision = slurm.world.accounts.at("vision");
  vision.in_force->gpu_minutes_used = 400;
  ReconcileSlurm restarted{"main", slurm, records, clock};
  EXPECT_TRUE(restarted.run(desired()).value().plan.actions.empty());

  clock.advance(std::chrono::hours{2});
  EXPECT_TRUE(pass().is_settled());
  EXPECT_EQ(vision.stored.limits.gpu_minutes, reconcile::Limit{1000});
  vision.in_force->gpu_minutes_used = 700;
  EXPECT_TRUE(pass().plan.actions.empty());
}

}  // namespace
}  // namespace tollgate
