#include "core/reconcile/slurm/desired.h"

#include <gmock/gmock.h>

#include "tests/fakes/slurm_site.h"

namespace tollgate::reconcile {
namespace {

using fakes::a_site;
using fakes::ASlurmTeam;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Key;
using testing::Pair;

const Instant kNow = instant_from_rfc3339("2026-11-22T10:00:00Z").value();

TEST(DesiredSlurm, TheTreeOfTeamsIsTheTreeOfAccounts) {
  const auto site = a_site({ASlurmTeam{"research"}, ASlurmTeam{"vision", "research"}, ASlurmTeam{"detection", "vision"}});
  const auto accounts = desired_slurm(site, all_teams(site), kNow).accounts;

  EXPECT_EQ(accounts.at("research").account.parent, "root");
  EXPECT_EQ(accounts.at("vision").account.parent, "research");
  EXPECT_EQ(accounts.at("detection").account.parent, "vision");
}

TEST(DesiredSlurm, TeamsWithoutABlockArePassedOver) {
  const auto site =
      a_site({ASlurmTeam{"research"}, ASlurmTeam{"middle", "research"}.without_slurm(), ASlurmTeam{"vision", "middle"}});
  const auto accounts = desired_slurm(site, all_teams(site), kNow).accounts;

  EXPECT_THAT(accounts, ElementsAre(Key("research"), Key("vision")));
  EXPECT_EQ(accounts.at("vision").account.parent, "research");
}

TEST(DesiredSlurm, AnAbsentTeamGetsAnAccountOnlyForThoseBelowIt) {
  const auto site = a_site({ASlurmTeam{"research"}, ASlurmTeam{"vision", "research"}, ASlurmTeam{"speech", "research"}});

  EXPECT_THAT(desired_slurm(site, {"vision"}, kNow).accounts, ElementsAre(Key("research"), Key("vision")));
  EXPECT_THAT(desired_slurm(site, {"research"}, kNow).accounts, ElementsAre(Key("research")));
  EXPECT_THAT(desired_slurm(site, {}, kNow).accounts, ElementsAre());
}

TEST(DesiredSlurm, AdminsAndUsersBecomeMembersUnderTheirLimit) {
  const auto site = a_site({ASlurmTeam{"vision"}.admins({"carol"}).users({"Alice", "bob"}).gpus_per_user(32)});

  EXPECT_THAT(desired_slurm(site, all_teams(site), kNow).members,
              ElementsAre(Pair(Membership{"vision", "alice"}, Limit{32}), Pair(Membership{"vision", "bob"}, Limit{32}),
                          Pair(Membership{"vision", "carol"}, Limit{32})));
}

TEST(DesiredSlurm, LimitsBudgetAndQosAreTakenOver) {
  auto team = ASlurmTeam{"vision"}.gpus(64).gpu_hours(20000).qos({"normal", "high", "normal"});
  team->slurm->jobs = 200;
  team->slurm->submit = 500;
  team->slurm->default_qos = "normal";
  team->slurm->fairshare = 100;
  const auto site = a_site({std::move(team)});
  const DesiredAccount vision = desired_slurm(site, all_teams(site), kNow).accounts.at("vision");

  EXPECT_EQ(vision.account.limits, (SlurmLimits{.gpus = 64, .gpu_minutes = {}, .jobs = 200, .submit = 500}));
  EXPECT_EQ(vision.budget_minutes, Limit{1'200'000});
  EXPECT_THAT(vision.account.qos, ElementsAre("high", "normal"));
  EXPECT_EQ(vision.account.default_qos, "normal");
  EXPECT_EQ(vision.account.fairshare, 100);
}

TEST(DesiredSlurm, MoneyBecomesMinutesAtTheMonthsPrice) {
  auto site = a_site({ASlurmTeam{"vision"}.amount("120000").gpu_hours(20000)});
  site.price_book = money::PriceBook{
      .currency = "USD",
      .prices = {
          {.model = "h100", .on_demand = money::Money::parse("9.00").value(), .from = day_from_text("2026-01-01").value()}}};

  EXPECT_EQ(desired_slurm(site, all_teams(site), kNow).accounts.at("vision").budget_minutes, Limit{800'000});
}

TEST(DesiredSlurm, QosComeFromTheTiers) {
  EXPECT_THAT(desired_slurm(a_site({}), {}, kNow).qos, ElementsAre(Pair("high", 100000), Pair("normal", 10000)));
}

TEST(DesiredSlurm, WhatSlurmCannotNameIsRefusedAndTheRestGoesOn) {
  auto twin = ASlurmTeam{"zwin"};
  twin->slurm->account = "Vision";
  const auto site = a_site({ASlurmTeam{"vision"}.users({"bob", "a,b", "root"}), ASlurmTeam{"root"}, std::move(twin)});
  const SlurmDesired desired = desired_slurm(site, all_teams(site), kNow);

  EXPECT_THAT(desired.accounts, ElementsAre(Key("vision")));
  EXPECT_THAT(desired.members, ElementsAre(Key(Membership{"vision", "bob"})));
  EXPECT_THAT(desired.refused,
              testing::UnorderedElementsAre(HasSubstr("\"a,b\""), HasSubstr("\"root\" cannot be the name of a Slurm user"),
                                            HasSubstr("\"root\" cannot be the name of a Slurm account"),
                                            "team zwin: account vision is already that of team vision"));
}

TEST(TeamsWithNamespaces, AreThoseThatOwnOne) {
  auto vision = ASlurmTeam{"vision"};
  vision->namespaces = {"vision", "vision-*"};
  const auto site = a_site({std::move(vision), ASlurmTeam{"speech"}});
  policy::ClusterView cluster;
  cluster.namespaces["vision-dev"] = {.name = "vision-dev", .labels = {}};
  cluster.namespaces["default"] = {.name = "default", .labels = {}};

  EXPECT_THAT(teams_with_namespaces(site, cluster), ElementsAre("vision"));
}

}  // namespace
}  // namespace tollgate::reconcile
