// SlurmCluster and the use case over it against a real Slurm. Not known to ctest: the end-to-end stage starts a lab and runs
// this.
//
// Needs SLURM_CONF, SLURMLAB_REST_URL, SLURMLAB_TOKEN_FILE; and SLURMLAB_AS, a command that runs another as a Unix user.
// A missing one is a failure. Accounts begin with "ct-"; the lab's other accounts are left alone.

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "adapters/slurm/slurm_cluster.h"
#include "adapters/system/system_clock.h"
#include "app/reconcile/reconcile_slurm.h"
#include "tests/fakes/memory_record_store.h"
#include "tests/fakes/slurm_site.h"
#include "tests/fakes/team_changes.h"

namespace tollgate::slurm {
namespace {

using namespace reconcile;
using fakes::ASlurmTeam;
using testing::IsEmpty;

std::string required(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) ADD_FAILURE() << name << " is not set";
  return value == nullptr ? "" : value;
}

system::Finished run(std::vector<std::string> argv) {
  auto finished = system::run_command({.argv = std::move(argv), .environment = {}, .timeout = std::chrono::seconds{60}});
  if (!finished) ADD_FAILURE() << finished.error().message;
  return finished ? *finished : system::Finished{};
}

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> result;
  std::string word;
  for (const char c : text + " ") {
    if (c != ' ') word += c;
    if (c == ' ' && !word.empty()) result.push_back(std::exchange(word, {}));
  }
  return result;
}

// A drift: somebody changes Slurm behind our back.
void somebody(const std::string& sacctmgr_arguments) {
  std::vector<std::string> argv{"sacctmgr", "-i"};
  std::ranges::move(words(sacctmgr_arguments), std::back_inserter(argv));
  const auto finished = run(argv);
  EXPECT_EQ(finished.exit_code, 0) << sacctmgr_arguments << "\n" << finished.out << finished.err;
}

class SlurmContract : public testing::Test {
 public:
  SlurmContract() {
    run({"scancel", "--state=PENDING,RUNNING", "--account=ct-vision"});
    until("no job of ct-vision is left", [] { return run({"squeue", "-h", "-A", "ct-vision"}).out.empty(); });
    run({"sacctmgr", "-i", "delete", "account", "name=ct-detection,ct-vision,ct-speech,ct-research,ct-other"});
    run({"sacctmgr", "-i", "delete", "user", "name=games,news,man"});
    run({"sacctmgr", "-i", "delete", "qos", "name=ct-high,ct-low"});
    site.platform.tiers = {{.name = "high", .value = 1000, .slurm_qos = "ct-high"},
                           {.name = "low", .value = 10, .slurm_qos = "ct-low"}};
    auto vision = ASlurmTeam{"ct-vision", "ct-research"}
                      .users({"games", "news"})
                      .admins({"man"})
                      .gpus(8)
                      .gpus_per_user(4)
                      .gpu_hours(100)
                      .qos({"ct-high", "ct-low"});
    vision->slurm->jobs = 20;
    vision->slurm->submit = 50;
    vision->slurm->fairshare = 7;
    vision->slurm->default_qos = "ct-low";
    site.teams = {ASlurmTeam{"ct-detection", "ct-vision"}.gpus(2).users({"games"}), ASlurmTeam{"ct-research"}.gpus(100),
                  ASlurmTeam{"ct-speech", "ct-research"}, std::move(vision)};
  }

  template <class Condition>
  static void until(const std::string& what, const Condition& holds) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (!holds())
      if (std::chrono::steady_clock::now() > deadline) return ADD_FAILURE() << "never: " << what;
  }

  SlurmDesired desired() const { return desired_slurm(site, all_teams(site), clock.now()); }
  SlurmPass pass(SlurmPassOptions options = {}) {
    auto result = use_case.run(desired(), options);
    if (!result) {
      ADD_FAILURE() << result.error().message;
      return {};
    }
    for (std::size_t i = 0; i < result->outcomes.size(); ++i)
      EXPECT_TRUE(result->outcomes[i].ok()) << describe(result->plan.actions[i]) << ": " << result->outcomes[i].error().message;
    EXPECT_THAT(result->not_in_force, IsEmpty());
    return std::move(*result);
  }
  fakes::TeamChange team(std::string_view name) { return {site, name}; }
  SlurmWorld world() {
    auto seen = cluster.observe();
    if (!seen) ADD_FAILURE() << seen.error().message;
    return seen ? *seen : SlurmWorld{};
  }

  policy::Site site;
  Address address{.url = required("SLURMLAB_REST_URL"), .token_file = required("SLURMLAB_TOKEN_FILE")};
  SlurmCluster cluster{address};
  fakes::MemoryRecordStore records;
  system::SystemClock clock;
  ReconcileSlurm use_case{"main", cluster, records, clock};
};

TEST_F(SlurmContract, BuildsTheWholeTreeInBothTruthsAndThenWritesNothing) {
  EXPECT_TRUE(pass().is_settled());

  const SlurmWorld seen = world();
  const ObservedAccount& vision = seen.accounts.at("ct-vision");
  EXPECT_EQ(vision.stored, (SlurmAccount{.name = "ct-vision",
                                         .parent = "ct-research",
                                         .fairshare = 7,
                                         .qos = {"ct-high", "ct-low"},
                                         .default_qos = "ct-low",
                                         .limits = {.gpus = 8, .gpu_minutes = 6000, .jobs = 20, .submit = 50}}));
  ASSERT_TRUE(vision.in_force);
  EXPECT_EQ(vision.in_force->limits, vision.stored.limits);
  EXPECT_EQ(vision.in_force->parent, "ct-research");
  EXPECT_EQ(vision.in_force->fairshare, 7);
  EXPECT_EQ(seen.accounts.at("ct-detection").stored.parent, "ct-vision");
  EXPECT_EQ(seen.accounts.at("ct-research").stored.parent, "root");
  for (const char* const user : {"games", "news", "man"}) {
    ASSERT_TRUE(seen.members.contains({"ct-vision", user}));
    EXPECT_EQ(seen.members.at({"ct-vision", user}).gpus, Limit{4});
    EXPECT_EQ(seen.members.at({"ct-vision", user}).in_force->gpus, Limit{4});
  }
  EXPECT_EQ(seen.members.at({"ct-detection", "games"}).gpus, Limit{});
  EXPECT_EQ(seen.qos.at("ct-high"), 1000);

  const auto writes = records.writes;
  EXPECT_THAT(pass().plan.actions, IsEmpty());
  EXPECT_EQ(records.writes, writes);
}

TEST_F(SlurmContract, RepairsDrift) {
  ASSERT_TRUE(pass().is_settled());
  somebody("modify account where name=ct-vision set GrpTRES=gres/gpu=500");
  somebody("modify account where name=ct-vision set GrpTRESMins=gres/gpu=-1 GrpJobs=-1 GrpSubmitJobs=3");
  somebody("modify account where name=ct-vision set Fairshare=99");
  somebody("modify account where name=ct-vision set QOS=normal DefaultQOS=-1");
  somebody("modify account where name=ct-detection set Parent=root");
  somebody("modify account where name=ct-detection set GrpTRES=gres/gpu=-1");
  somebody("delete account name=ct-speech");
  somebody("modify user where name=games account=ct-vision set GrpTRES=gres/gpu=400");
  somebody("modify user where name=man account=ct-vision set GrpTRES=gres/gpu=-1");
  somebody("delete user name=news account=ct-vision");
  somebody("modify qos where name=ct-high set Priority=5");
  somebody("delete qos name=ct-low");

  const SlurmPass repair = pass();
  EXPECT_TRUE(repair.is_settled());
  EXPECT_GE(repair.plan.actions.size(), 9U);
  EXPECT_THAT(pass().plan.actions, IsEmpty());
  EXPECT_EQ(world().accounts.at("ct-detection").in_force->parent, "ct-vision");
}

// A change by REST that slurmctld misses: it is what ADR 0004 is about.
TEST_F(SlurmContract, RepairsWhatSlurmctldMissed) {
  ASSERT_TRUE(pass().is_settled());
  std::ifstream file{address.token_file};
  std::string token;
  std::getline(file, token);
  // Another child of ct-research becomes its first one, so that the change below is stored.
  somebody("add account name=ct-other parent=ct-research");
  const std::string body =
      R"({"associations":[{"account":"ct-vision","cluster":")" + world().facts.cluster +
      R"(","user":null,"max":{"tres":{"total":[{"type":"gres","name":"gpu","count":77}],"group":{"minutes":[{"type":"gres","name":"gpu","count":6000}]}}}}]})";
  http_client::Client client;
  http_client::Request request;
  request.method = http_client::Method::kPost;
  request.url = address.url + "/slurmdb/v0.0.38/associations";
  request.headers = {{"X-SLURM-USER-NAME", "root"}, {"X-SLURM-USER-TOKEN", token}, {"Content-Type", "application/json"}};
  request.body = body;
  ASSERT_EQ(client.send(request).value().status, 200);

  EXPECT_FALSE(pass().plan.actions.empty());
  EXPECT_EQ(world().accounts.at("ct-vision").in_force->limits.gpus, Limit{8});
  EXPECT_THAT(pass().plan.actions, IsEmpty());
}

TEST_F(SlurmContract, FollowsThePolicy) {
  ASSERT_TRUE(pass().is_settled());
  team("ct-vision")->slurm->gpus = 16;
  team("ct-vision")->slurm->jobs.reset();
  team("ct-vision")->slurm->qos.clear();
  team("ct-vision")->slurm->default_qos.clear();
  team("ct-vision")->slurm->gpus_per_user.reset();
  team("ct-vision")->budget->gpu_hours = 200;
  team("ct-detection")->parent = "ct-speech";
  team("ct-speech")->member_users = {"news", "games"};

  EXPECT_TRUE(pass().is_settled());
  const SlurmWorld seen = world();
  const SlurmAccount& vision = seen.accounts.at("ct-vision").stored;
  EXPECT_EQ(vision.limits, (SlurmLimits{.gpus = 16, .gpu_minutes = 12000, .jobs = {}, .submit = 50}));
  EXPECT_THAT(vision.qos, IsEmpty());
  EXPECT_EQ(seen.members.at({"ct-vision", "games"}).gpus, Limit{});
  EXPECT_TRUE(seen.members.contains({"ct-speech", "news"}));
  EXPECT_EQ(seen.accounts.at("ct-detection").in_force->parent, "ct-speech");
  EXPECT_THAT(pass().plan.actions, IsEmpty());
}

TEST_F(SlurmContract, RemovesAMemberAndItsDefaultAccountFollows) {
  ASSERT_TRUE(pass().is_settled());
  somebody("modify user where name=games set DefaultAccount=ct-vision");
  team("ct-vision")->member_users = {"news"};

  EXPECT_TRUE(pass({.force = true}).is_settled());
  const SlurmWorld seen = world();
  EXPECT_FALSE(seen.members.contains({"ct-vision", "games"}));
  EXPECT_EQ(seen.user_default_account.at("games"), "ct-detection");
}

TEST_F(SlurmContract, DeletesOrphansWhenAsked) {
  ASSERT_TRUE(pass().is_settled());
  fakes::change_teams(site, [](auto& teams) { teams.erase(teams.begin()); });  // ct-detection
  EXPECT_TRUE(pass().is_settled());
  EXPECT_TRUE(world().accounts.contains("ct-detection"));
  EXPECT_TRUE(pass({.orphans = Orphans::kDelete, .force = true}).is_settled());
  const SlurmWorld seen = world();
  EXPECT_FALSE(seen.accounts.contains("ct-detection"));
  EXPECT_EQ(seen.user_default_account.at("games"), "ct-vision");
}

TEST_F(SlurmContract, AJobOverTheLimitWaitsAndItsUserStays) {
  ASSERT_TRUE(pass().is_settled());
  const std::string as = required("SLURMLAB_AS");
  const auto submit = [&] {
    auto argv = words(as + " games sbatch --parsable -A ct-vision --gres=gpu:4 -t 5 -o /dev/null --chdir=/ --wrap");
    argv.emplace_back("sleep 300");
    return run(argv);
  };
  // gpusPerUser is 4: the second job of the same user must wait.
  EXPECT_EQ(submit().exit_code, 0);
  EXPECT_EQ(submit().exit_code, 0);
  until("the second job waits for the limit", [] {
    return run({"squeue", "-h", "-A", "ct-vision", "-o", "%r"}).out.find("AssocGrpGRES") != std::string::npos;
  });

  // The user leaves the team while the jobs are there.
  team("ct-vision")->member_users = {"news"};
  until("slurmctld counts the jobs", [this] { return world().members.at({"ct-vision", "games"}).in_force->jobs == 2; });
  const SlurmPass kept = pass({.force = true});
  EXPECT_THAT(kept.plan.actions, IsEmpty());
  EXPECT_THAT(kept.plan.kept, testing::ElementsAre("account ct-vision: user games stays: 2 jobs"));
  EXPECT_TRUE(world().members.contains({"ct-vision", "games"}));

  run({"scancel", "--account=ct-vision"});
  until("the jobs are gone", [this] { return world().members.at({"ct-vision", "games"}).in_force->jobs == 0; });
  EXPECT_TRUE(pass({.force = true}).is_settled());
  EXPECT_FALSE(world().members.contains({"ct-vision", "games"}));
}

// 50 accounts × 20 users × 4 QOS: the time is printed; what is asserted leaves room for a machine that does other things too.
TEST_F(SlurmContract, BuildsFiftyTeamsOfTwentyUsersInOnePass) {
  site.platform.tiers.push_back({.name = "urgent", .value = 5000, .slurm_qos = "ct-urgent"});
  site.platform.tiers.push_back({.name = "spare", .value = 1, .slurm_qos = "ct-spare"});
  std::vector<policy::Team> teams;
  std::string accounts;
  std::string users;
  for (int i = 10; i < 60; ++i) {
    const std::string name = "ct-" + std::to_string(i);
    std::vector<std::string> members;
    for (int j = 10; j < 30; ++j) members.push_back("ct-" + std::to_string(i) + "-" + std::to_string(j));
    for (const std::string& user : members) users += (users.empty() ? "" : ",") + user;
    accounts += (accounts.empty() ? "" : ",") + name;
    teams.push_back(ASlurmTeam{name, i < 20 ? "" : "ct-" + std::to_string(10 + i % 10)}
                        .users(members)
                        .gpus(i)
                        .gpus_per_user(4)
                        .gpu_hours(i)
                        .qos({"ct-high", "ct-low", "ct-urgent", "ct-spare"}));
  }
  site.teams = std::move(teams);
  const auto timed = [&](const char* what) {
    const auto began = std::chrono::steady_clock::now();
    const SlurmPass done = pass({.force = true});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::printf("%s: %zu actions, %.2f s\n", what, done.plan.actions.size(), took.count());
    EXPECT_TRUE(done.is_settled());
    return std::pair{done.plan.actions.size(), took.count()};
  };
  const auto [created, first] = timed("from empty");
  EXPECT_EQ(created, 50U + 1000U + 4U);
  EXPECT_LT(first, 60.0);
  const auto [none, second] = timed("no-op");
  EXPECT_EQ(none, 0U);
  EXPECT_LT(second, 5.0);

  somebody("delete user name=" + users);
  somebody("delete account name=" + accounts);
  somebody("delete qos name=ct-urgent,ct-spare");
}

TEST_F(SlurmContract, RefusesWithoutAToken) {
  Address without = address;
  without.token_file = "/no/such/token";
  EXPECT_EQ(SlurmCluster{without}.observe().error().code, ErrorCode::kForbidden);
}

}  // namespace
}  // namespace tollgate::slurm
