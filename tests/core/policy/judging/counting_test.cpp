// A pod with GPUs waits for its ledger: what is asked of it, and what its answer makes of the decision.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/policy/decide.h"
#include "core/policy/gpu/given_ledgers.h"
#include "core/policy/judging/quota/conclude.h"
#include "core/quota/admit.h"
#include "tests/fakes/builders.h"
#include "tests/fakes/team_changes.h"

namespace tollgate::policy {
namespace {

using fakes::a_pod;
using fakes::creating;
using fakes::PodBuilder;
using fakes::RequestBuilder;
using model::GpuUnits;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

PodBuilder trainer(std::string_view gpus) {
  return a_pod().labelled("team", "vision").labelled("user", "alice").labelled("job_type", "training").gpus(gpus);
}

class CountingTest : public testing::Test {
 protected:
  CountingTest() {
    TeamQuota quota;
    quota.gpus = GpuUnits::gpus(64);
    quota.per_pod = GpuUnits::gpus(16);
    fakes::change_team(site_, "vision")->quota = quota;
  }

  Decision decision_on(RequestBuilder request) const {
    const auto ledgers = given_ledgers(site_, usage_);
    const QuotaView quota{
        .ledger = [&](std::string_view root) { return std::make_shared<const quota::Ledger>(ledgers->find(root)->second); }};
    return decide(site_, {}, request.request(), Phase::kValidate, {}, quota);
  }

  Decision concluded(RequestBuilder request) const {
    Decision decision = decision_on(std::move(request));
    EXPECT_TRUE(decision.pending.has_value());
    if (!decision.pending) return decision;
    const quota::Waiter waiter{decision.pending->charge, decision.pending->limited};
    const auto ledgers = given_ledgers(site_, usage_);
    const QuotaView quota{.team = [this](std::string_view team) {
      const auto found = shown_.find(team);
      return found == shown_.end() ? nullptr : std::make_shared<const quota::TeamQuota>(found->second);
    }};
    conclude(decision, quota::admit(ledgers->at("vision"), std::span{&waiter, 1}, {}).answers.front(), quota);
    return decision;
  }

  void uses(std::int64_t gpus) {
    usage_ = {{.team = "vision", .user = "bob", .job_type = "training", .pool = {}, .amount = gpus}};
  }

  Site site_ = fakes::a_site();
  std::vector<UsedGpus> usage_;
  std::map<std::string, quota::TeamQuota, std::less<>> shown_;  // to people, by team
};

TEST_F(CountingTest, AllowsNoGpusBeforeTheyAreCounted) {
  const Decision decision = decision_on(creating(trainer("8")));
  ASSERT_TRUE(decision.pending.has_value());
  EXPECT_EQ(decision.pending->root, "vision");
  EXPECT_TRUE(decision.pending->limited);
  EXPECT_EQ(decision.pending->charge.cells.front().amount, 8);
}

TEST_F(CountingTest, HasNothingToCountWithoutGpus) {
  EXPECT_FALSE(decision_on(creating(a_pod().labelled("team", "vision").labelled("user", "alice"))).pending);
  EXPECT_FALSE(decision_on(creating("Job", trainer("8"))).pending);
  EXPECT_FALSE(decision_on(creating(trainer("8")).replacing(trainer("8"))).pending);
}

TEST_F(CountingTest, TellsPeopleWhatAGrantDid) {
  uses(48);
  const Decision decision = concluded(creating(trainer("8")));
  EXPECT_TRUE(decision.allowed);
  EXPECT_THAT(decision.warnings, ElementsAre("team vision: 48 -> 56 of 64 GPU"));
  EXPECT_EQ(decision.grant->after, GpuUnits::gpus(56));
}

TEST_F(CountingTest, TellsControllersNothing) {
  const Decision decision = concluded(creating(trainer("8")).by("system:serviceaccount:kube-system:job-controller"));
  EXPECT_TRUE(decision.allowed);
  EXPECT_THAT(decision.warnings, IsEmpty());
}

TEST_F(CountingTest, RefusesWithTheNumbers) {
  uses(60);
  const Decision decision = concluded(creating(trainer("8")));
  EXPECT_FALSE(decision.allowed);
  EXPECT_EQ(decision.code, 403);
  EXPECT_THAT(
      denial_text(decision),
      HasSubstr("[gpu-quota] exceeded quota: team vision requested 8 GPU, used 60, limit 64, free 4. Fix: request at most 4."));
}

TEST_F(CountingTest, NamesTheHoldersAndTheTimeAtWhichItFits) {
  using std::chrono::hours;
  uses(60);
  quota::TeamQuota& vision = shown_["vision"];
  vision.holders = {{"vision", "vision", "train-llm", "alice", "training", GpuUnits::gpus(16), Instant{hours{18}}},
                    {"vision", "vision", "serve", "bob", "inference", GpuUnits::gpus(8), std::nullopt},
                    {"vision", "vision", "train-vit", "carol", "training", GpuUnits::gpus(4), Instant{hours{30}}},
                    {"vision", "vision", "shell", "dave", "interactive", GpuUnits::gpus(1), std::nullopt}};
  vision.returning = {{Instant{hours{18}}, GpuUnits::gpus(16)}};
  EXPECT_THAT(denial_text(concluded(creating(trainer("8")))),
              HasSubstr("limit 64, free 4. Largest holders: train-llm (alice, 16, until 18:00 UTC), serve (bob, 8), "
                        "train-vit (carol, 4, until 1970-01-02 06:00 UTC). Fits at about 18:00 UTC. Fix: request at most 4."));
}

TEST_F(CountingTest, SaysThatALimitWasLoweredBelowWhatIsHeld) {
  uses(70);
  EXPECT_THAT(denial_text(concluded(creating(trainer("8")))),
              HasSubstr("used 70, limit 64, over it by 6. Fix: wait until GPUs are given back."));
}

TEST_F(CountingTest, OffersThePartitionToATeamWithAnAccount) {
  uses(64);
  fakes::change_team(site_, "vision")->slurm = TeamSlurm{.account = "vision"};
  EXPECT_THAT(denial_text(concluded(creating(trainer("8")))),
              HasSubstr("Fix: wait until GPUs are given back, or: sbatch -A vision --gres=gpu:8"));
}

TEST_F(CountingTest, RefusesAPodThatIsTooLargeByItself) {
  EXPECT_THAT(denial_text(concluded(creating(trainer("17")))),
              HasSubstr("each pod of team vision requested 17 GPU, limit 16. Fix: request at most 16."));
}

TEST_F(CountingTest, ShowsTheShortageBesideEveryOtherProblem) {
  uses(60);
  const Decision decision = decision_on(creating(trainer("8").labelled("user", "mallory")).by("oidc:bob"));
  EXPECT_FALSE(decision.allowed);
  EXPECT_FALSE(decision.pending);
  EXPECT_THAT(denial_text(decision), HasSubstr("(2 problems)"));
  EXPECT_THAT(denial_text(decision), HasSubstr("[gpu-quota] exceeded quota"));
}

TEST_F(CountingTest, JudgesADryRunByTheCopyAndCountsNothing) {
  uses(60);
  const Decision too_much = decision_on(creating(trainer("8")).dry_run());
  EXPECT_FALSE(too_much.allowed);
  EXPECT_FALSE(too_much.pending);
  const Decision fits = decision_on(creating(trainer("4")).dry_run());
  EXPECT_TRUE(fits.allowed);
  EXPECT_FALSE(fits.pending);
}

TEST_F(CountingTest, CountsWhoeverIsExemptedWithoutALimit) {
  uses(60);
  site_.exemptions = {{.name = "sprint", .policies = {"gpu-quota"}, .expires = Instant{} + std::chrono::hours{1}}};
  const Decision decision = decision_on(creating(trainer("8")));
  ASSERT_TRUE(decision.pending.has_value());
  EXPECT_FALSE(decision.pending->limited);
  EXPECT_THAT(decision.exemptions, ElementsAre("sprint"));
  EXPECT_TRUE(concluded(creating(trainer("8"))).allowed);
}

TEST_F(CountingTest, LimitsWhoeverWasExempted) {
  uses(60);
  site_.exemptions = {{.name = "sprint", .policies = {"gpu-quota"}, .expires = Instant{}}};
  EXPECT_TRUE(decision_on(creating(trainer("8"))).pending->limited);
  EXPECT_FALSE(concluded(creating(trainer("8"))).allowed);
}

TEST_F(CountingTest, OnlyWarnsWhereThePolicyWarns) {
  uses(60);
  PolicyInstance soft = fakes::instance_of("gpu-quota", "soft");
  soft.mode = Mode::kWarn;
  soft.source = {"policies/soft.yaml", 1, 1};
  site_.policies = Policies{{std::make_shared<const PolicyInstance>(soft)}};
  const Decision decision = concluded(creating(trainer("8")));
  EXPECT_TRUE(decision.allowed);
  EXPECT_THAT(decision.warnings.front(), HasSubstr("exceeded quota"));
}

TEST_F(CountingTest, AsksToTryAgainWhenTheLedgerCannotBeHad) {
  Decision decision = decision_on(creating(trainer("8")));
  conclude(decision, {.outcome = quota::Outcome::kUnable, .reason = "the API server does not answer"});
  EXPECT_FALSE(decision.allowed);
  EXPECT_EQ(decision.code, 503);
  EXPECT_THAT(denial_text(decision), HasSubstr("cannot be counted right now: the API server does not answer. Fix: try again."));
}

TEST_F(CountingTest, RefusesWhatCannotBeCountedWhereNoOtherRuleDoes) {
  EXPECT_THAT(denial_text(decision_on(creating(trainer("1e2147483648")))), Not(HasSubstr("its GPUs cannot be counted")));
  site_.policies = Policies{};
  const Decision decision = decision_on(creating(trainer("1e2147483648")));
  EXPECT_FALSE(decision.allowed);
  EXPECT_THAT(denial_text(decision), HasSubstr("its GPUs cannot be counted"));
}

}  // namespace
}  // namespace tollgate::policy
