#include "core/reconcile/slurm/plan.h"

#include <gmock/gmock.h>

#include "core/reconcile/slurm/desired.h"
#include "tests/fakes/fake_slurm.h"
#include "tests/fakes/slurm_site.h"
#include "tests/fakes/team_changes.h"

namespace tollgate::reconcile {
namespace {

using fakes::a_site;
using fakes::ASlurmTeam;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Instant kNow = instant_from_rfc3339("2026-11-22T10:00:00Z").value();

// A world, what we remember of it, and what the policy says.
struct Story {
  SlurmWorld world = fakes::an_empty_slurm();
  SlurmRecord record;
  policy::Site site;
  Orphans orphans = Orphans::kKeep;

  explicit Story(std::vector<policy::Team> teams) : site{a_site(std::move(teams))} {}

  SlurmPlan plan() const { return plan_slurm(desired_slurm(site, all_teams(site), kNow), world, record, kNow, orphans); }
  std::vector<std::string> says() const {
    std::vector<std::string> lines;
    for (const SlurmAction& action : plan().actions) lines.push_back(describe(action));
    return lines;
  }
  Story& apply() {
    const SlurmPlan todo = plan();
    record = todo.intent;
    for (const SlurmAction& action : todo.actions) EXPECT_TRUE(fakes::apply_to(world, action).ok()) << describe(action);
    record = still_there(record, world);
    return *this;
  }
  fakes::TeamChange team(std::string_view name) { return {site, name}; }
  ObservedAccount& account(const std::string& name) { return world.accounts.at(name); }
};

Story vision() {
  return Story{
      {ASlurmTeam{"research"}.gpus(100), ASlurmTeam{"vision", "research"}.users({"alice", "bob"}).gpus(64).gpus_per_user(32)}};
}

TEST(SlurmPlan, BuildsTheWholeTreeFromNothing) {
  EXPECT_THAT(vision().says(), ElementsAre("create QOS high: Priority 100000", "QOS normal: Priority 0 → 10000",
                                           "create account research below root: Fairshare 1, GrpTRES gres/gpu 100",
                                           "create account vision below research: Fairshare 1, GrpTRES gres/gpu 64",
                                           "account vision: add user alice, GrpTRES gres/gpu 32",
                                           "account vision: add user bob, GrpTRES gres/gpu 32"));
}

TEST(SlurmPlan, AppliedLeavesNothing) { EXPECT_THAT(vision().apply().says(), IsEmpty()); }

TEST(SlurmPlan, RepairsDrift) {
  Story story = vision().apply();
  story.account("vision").stored.limits.gpus = 500;
  story.account("vision").stored.fairshare = 7;
  story.account("research").stored.limits.gpus.reset();
  story.world.members[{"vision", "alice"}].gpus = 1;
  story.world.members.erase({"vision", "bob"});
  story.world.qos["high"] = 3;

  EXPECT_THAT(story.says(), ElementsAre("QOS high: Priority 3 → 100000", "account research: GrpTRES gres/gpu none → 100",
                                        "account vision: Fairshare 7 → 1, GrpTRES gres/gpu 500 → 64",
                                        "account vision: user alice: GrpTRES gres/gpu 1 → 32",
                                        "account vision: add user bob, GrpTRES gres/gpu 32"));
  EXPECT_THAT(story.apply().says(), IsEmpty());
}

TEST(SlurmPlan, SetsAgainWhatSlurmctldMissed) {
  Story story = vision().apply();
  story.account("vision").in_force->limits.gpus = 8;

  EXPECT_THAT(story.says(), ElementsAre("account vision: GrpTRES gres/gpu 64 (again: slurmctld missed it)"));
}

TEST(SlurmPlan, LeavesAloneWhatThePolicyDoesNotMention) {
  Story story = vision().apply();
  story.account("vision").stored.limits.jobs = 5;
  story.account("vision").in_force->limits.jobs = 5;
  story.account("vision").stored.qos = {"normal"};
  story.world.accounts["theirs"].stored.name = "theirs";
  story.world.members[{"vision", "mallory"}] = {};

  EXPECT_THAT(story.says(), IsEmpty());
}

TEST(SlurmPlan, ClearsALimitThatThePolicyDropped) {
  Story story = vision().apply();
  story.team("vision")->slurm->gpus.reset();
  story.team("vision")->slurm->gpus_per_user.reset();

  EXPECT_THAT(story.says(),
              ElementsAre("account vision: GrpTRES gres/gpu 64 → none", "account vision: user alice: GrpTRES gres/gpu 32 → none",
                          "account vision: user bob: GrpTRES gres/gpu 32 → none"));
  EXPECT_THAT(story.apply().says(), IsEmpty());
  story.account("vision").stored.limits.gpus = 3;
  story.account("vision").in_force->limits.gpus = 3;
  EXPECT_THAT(story.says(), IsEmpty()) << "it is somebody else's now";
}

TEST(SlurmPlan, MovesAccountsAlongWithTheirTeams) {
  Story story{{ASlurmTeam{"a"}, ASlurmTeam{"b", "a"}}};
  story.apply();
  story.site = a_site({ASlurmTeam{"a", "b"}, ASlurmTeam{"b"}});

  EXPECT_THAT(story.says(), ElementsAre("account b: Parent a → root", "account a: Parent root → b"));
  EXPECT_THAT(story.apply().says(), IsEmpty());
}

TEST(SlurmPlan, RemovesAUserThatLeft) {
  Story story = vision().apply();
  for (int i = 0; i < 20; ++i) story.world.members[{"root", "other" + std::to_string(i)}] = {};
  story.team("vision")->member_users = {"bob"};

  EXPECT_THAT(story.says(), ElementsAre("account vision: remove user alice"));
  EXPECT_FALSE(story.plan().removes_too_much());
  EXPECT_THAT(story.apply().says(), IsEmpty());
}

TEST(SlurmPlan, KeepsAUserThatHasJobs) {
  Story story = vision().apply();
  story.world.members[{"vision", "alice"}].in_force->jobs = 2;
  story.team("vision")->member_users = {"bob"};

  EXPECT_THAT(story.says(), IsEmpty());
  EXPECT_THAT(story.plan().kept, ElementsAre("account vision: user alice stays: 2 jobs"));
  EXPECT_TRUE(story.apply().record.members.contains({"vision", "alice"})) << "to be removed when the jobs are over";
}

TEST(SlurmPlan, KeepsAUserItDidNotAdd) {
  Story story = vision().apply();
  story.world.members[{"vision", "mallory"}] = {};
  EXPECT_THAT(story.apply().says(), IsEmpty());
  EXPECT_TRUE(story.world.members.contains({"vision", "mallory"}));
}

TEST(SlurmPlan, KeepsOrphansUnlessAsked) {
  Story story = vision().apply();
  fakes::change_teams(story.site, [](auto& teams) { teams.pop_back(); });
  EXPECT_THAT(story.says(), IsEmpty());
  EXPECT_THAT(story.plan().kept, ElementsAre("account vision stays although no team has it: orphans are kept unless asked"));

  story.orphans = Orphans::kDelete;
  EXPECT_THAT(story.says(), ElementsAre("delete account vision"));
  EXPECT_EQ(story.plan().removals, 3U);
  EXPECT_TRUE(story.plan().removes_too_much());
  EXPECT_THAT(story.apply().says(), IsEmpty());
}

TEST(SlurmPlan, DeletesOrphansChildrenFirstAndNothingOfOthers) {
  Story story = vision().apply();
  story.site.teams = {};
  story.orphans = Orphans::kDelete;
  EXPECT_THAT(story.says(), ElementsAre("delete account vision", "delete account research"));

  story.world.members[{"vision", "mallory"}] = {};
  EXPECT_THAT(story.says(), IsEmpty());
  EXPECT_THAT(story.plan().kept,
              ElementsAre(HasSubstr("account vision is below it"), HasSubstr("user mallory was added by somebody else")));
}

TEST(SlurmPlan, WritesTheBudgetAsMinutesFromItsStart) {
  Story story{{ASlurmTeam{"vision"}.gpu_hours(10)}};
  story.apply();
  EXPECT_EQ(story.account("vision").stored.limits.gpu_minutes, Limit{600});
  story.account("vision").in_force->gpu_minutes_used = 500;
  EXPECT_THAT(story.says(), IsEmpty()) << "usage moves, the limit does not";

  story.team("vision")->budget->gpu_hours = 20;
  EXPECT_THAT(story.says(), ElementsAre("account vision: GrpTRESMins gres/gpu 600 → 1200"));
}

TEST(SlurmPlan, RefusesBudgetsWhereUsageDecaysAndWritesTheRest) {
  Story story{{ASlurmTeam{"vision"}.gpus(8).gpu_hours(10)}};
  story.world.facts.decay_half_life = "14-00:00:00";
  EXPECT_THAT(story.plan().refused,
              ElementsAre("budgets are not written: usage decays (PriorityDecayHalfLife=14-00:00:00); it must be 0"));
  story.apply();
  EXPECT_EQ(story.account("vision").stored.limits, (SlurmLimits{.gpus = 8, .gpu_minutes = {}, .jobs = {}, .submit = {}}));
}

TEST(SlurmPlan, SaysWhenSlurmEnforcesNothing) {
  Story story{{ASlurmTeam{"vision"}.gpus(8)}};
  story.world.facts.enforced.clear();
  EXPECT_THAT(story.plan().refused, ElementsAre(HasSubstr("needs \"associations\""), HasSubstr("needs \"limits\"")));
}

TEST(SlurmPlan, RefusesQosThatDoNotExist) {
  Story story{{ASlurmTeam{"vision"}.qos({"high", "platinum"})}};
  EXPECT_THAT(story.plan().refused, ElementsAre("team vision: there is no QOS platinum"));
  EXPECT_THAT(story.apply().account("vision").stored.qos, ElementsAre("high"));
}

TEST(SlurmPlan, LeavesUsersWithPartitionAssociationsToPeople) {
  Story story = vision().apply();
  story.world.members[{"vision", "alice"}].gpus = 1;
  story.world.partition_members.insert({"vision", "alice"});
  EXPECT_THAT(story.says(), IsEmpty());
  EXPECT_THAT(story.plan().refused, ElementsAre(HasSubstr("user alice has associations with single partitions")));
}

TEST(SlurmPlan, SaysWhoCannotSubmit) {
  Story story = vision().apply();
  story.world.members[{"vision", "alice"}].in_force->has_uid = false;
  EXPECT_THAT(story.plan().refused, ElementsAre("account vision: no such user where slurmctld runs, so no jobs: alice"));
}

}  // namespace
}  // namespace tollgate::reconcile
