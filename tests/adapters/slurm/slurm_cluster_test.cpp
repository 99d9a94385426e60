// SlurmCluster between a scripted slurmrestd and scripted tools: the order and the number of writes, and every kind of failure.

#include "adapters/slurm/slurm_cluster.h"

#include <gmock/gmock.h>

#include "tests/fakes/fake_api_server.h"
#include "tests/fakes/fake_slurm.h"
#include "tests/fakes/fake_slurm_tools.h"

namespace tollgate::slurm {
namespace {

using namespace reconcile;
using fakes::answering;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr const char* kGood = R"({"errors":[]})";
constexpr const char* kBad = R"({"errors":[{"error_number":9001,"error":"Failed to parse field"}]})";

class SlurmClusterTest : public testing::Test {
 public:
  SlurmClusterTest() {
    rest.script("GET /openapi/v3", {answering(200, R"({"paths":{"/slurmdb/v0.0.38/qos":{}}})")});
    rest.script("POST /slurmdb/v0.0.38/", {answering(200, kGood)});
  }

  std::vector<Result<void>> apply(const std::vector<SlurmAction>& actions) { return cluster.apply(actions, seen); }
  std::vector<std::string> posts() const {
    std::vector<std::string> paths;
    for (const auto& request : rest.requests("POST ")) paths.push_back(request.target);
    return paths;
  }
  static std::vector<ErrorCode> codes(const std::vector<Result<void>>& outcomes) {
    std::vector<ErrorCode> result;
    for (const auto& outcome : outcomes)
      if (!outcome) result.push_back(outcome.error().code);
    return result;
  }

  fakes::FakeApiServer rest;
  fakes::FakeSlurmTools tools;
  SlurmWorld seen = fakes::an_empty_slurm();
  Address address{.url = rest.url(),
                  .token_file = tools.path("token"),
                  .sacctmgr = tools.path("sacctmgr"),
                  .scontrol = tools.path("scontrol"),
                  .timeout = std::chrono::seconds{10}};
  SlurmCluster cluster{address};
};

TEST_F(SlurmClusterTest, CreatesInBulkAndLimitsNewUsersByOneCommand) {
  const auto outcomes =
      apply({CreateQos{"high", 7}, CreateAccount{{.name = "a"}}, CreateAccount{{.name = "b", .parent = "a"}},
             AddMember{{"a", "alice"}, Limit{4}}, AddMember{{"b", "bob"}, Limit{4}}, AddMember{{"b", "carol"}, {}}});
  EXPECT_THAT(codes(outcomes), IsEmpty());
  EXPECT_THAT(posts(), ElementsAre(EndsWith("/qos"), EndsWith("/accounts"), EndsWith("/associations"), EndsWith("/users")));
  EXPECT_THAT(
      tools.calls(),
      ElementsAre("sacctmgr -i modify user where name=alice,bob account=a,b cluster=lab set GrpTRES=gres/gpu=4 [the-token]"));
}

TEST_F(SlurmClusterTest, SendsWhatSlurmrestdInsistsOn) {
  apply({CreateQos{"high", 7}});
  const auto request = rest.requests("POST ").at(0);
  EXPECT_EQ(request.header("Content-Type"), "application/json");
  EXPECT_EQ(request.header("X-SLURM-USER-NAME"), "root");
  EXPECT_EQ(request.header("X-SLURM-USER-TOKEN"), "the-token");
  EXPECT_EQ(request.header("Content-Length"), std::to_string(request.body.size()));
}

TEST_F(SlurmClusterTest, ReadsTheTokenAgainForEachUse) {
  apply({CreateQos{"high", 7}});
  tools.write("token", "another\n");
  apply({CreateQos{"low", 7}});
  EXPECT_EQ(rest.requests("POST ").at(1).header("X-SLURM-USER-TOKEN"), "another");
}

TEST_F(SlurmClusterTest, DoesNotReplaceRecordsThatExist) {
  seen.account_records.insert("a");
  seen.user_default_account["alice"] = "elsewhere";
  apply({CreateAccount{{.name = "a"}}, AddMember{{"a", "alice"}, Limit{4}}});
  EXPECT_THAT(posts(), ElementsAre(EndsWith("/associations")));
  EXPECT_THAT(tools.calls(),
              ElementsAre(StartsWith("sacctmgr -i add user name=alice account=a cluster=lab GrpTRES=gres/gpu=4 [")));
}

TEST_F(SlurmClusterTest, ChangesAccountsBySacctmgrOnly) {
  ChangeAccount change{.account = "a"};
  change.to.gpus.emplace(8);
  ChangeAccount alike = change;
  alike.account = "b";
  EXPECT_THAT(codes(apply({MoveAccount{"a", "root", "b"}, change, alike})), IsEmpty());
  EXPECT_THAT(posts(), IsEmpty());
  EXPECT_THAT(tools.calls(),
              ElementsAre(StartsWith("sacctmgr -i modify account where name=a cluster=lab set Parent=b ["),
                          StartsWith("sacctmgr -i modify account where name=a,b cluster=lab set GrpTRES=gres/gpu=8 [")));
}

TEST_F(SlurmClusterTest, OneBadItemDoesNotKeepOutTheOthers) {
  rest.script("POST /slurmdb/v0.0.38/qos", {[](const auto& request, auto& peer) {
                peer.answer(request.body.find("bad") == std::string::npos ? 200 : 400,
                            request.body.find("bad") == std::string::npos ? kGood : kBad);
              }});
  const auto outcomes = apply({CreateQos{"one", 1}, CreateQos{"two", 1}, CreateQos{"bad", 1}, CreateQos{"four", 1}});
  EXPECT_TRUE(outcomes[0].ok());
  EXPECT_TRUE(outcomes[1].ok());
  EXPECT_EQ(outcomes[2].error().message, "slurmrestd answered 400: Failed to parse field (9001)");
  EXPECT_TRUE(outcomes[3].ok());
}

TEST_F(SlurmClusterTest, AnAccountWithoutItsRecordIsNotGoneOnWith) {
  rest.script("POST /slurmdb/v0.0.38/accounts", {answering(400, kBad)});
  EXPECT_THAT(codes(apply({CreateAccount{{.name = "a"}}})), ElementsAre(ErrorCode::kInvalid));
  EXPECT_THAT(posts(), ElementsAre(EndsWith("/accounts")));
}

TEST_F(SlurmClusterTest, StopsWhenSlurmIsAway) {
  rest.script("POST /slurmdb/v0.0.38/qos",
              {answering(200, R"({"errors":[{"error_number":7000,"error":"Unable to connect to database"}]})")});
  const auto outcomes = apply({CreateQos{"one", 1}, CreateAccount{{.name = "a"}}, DeleteAccount{"b"}});
  EXPECT_THAT(codes(outcomes), ElementsAre(ErrorCode::kUnavailable, ErrorCode::kUnavailable, ErrorCode::kUnavailable));
  EXPECT_THAT(posts(), ElementsAre(EndsWith("/qos")));
  EXPECT_THAT(tools.calls(), IsEmpty());
}

TEST_F(SlurmClusterTest, AnAnswerThatIsLostIsAnUnknownOutcomeAndNotRepeated) {
  rest.script("POST /slurmdb/v0.0.38/qos", {[](const auto&, auto& peer) { peer.drop(); }});
  EXPECT_THAT(codes(apply({CreateQos{"one", 1}, CreateQos{"two", 1}})),
              ElementsAre(ErrorCode::kOutcomeUnknown, ErrorCode::kOutcomeUnknown));
  EXPECT_EQ(posts().size(), 1U);
}

TEST_F(SlurmClusterTest, AHungSlurmrestdIsGivenUp) {
  Address impatient = address;
  impatient.timeout = std::chrono::milliseconds{100};
  rest.script("POST /slurmdb/v0.0.38/qos", {[](const auto&, auto& peer) { peer.hold(); }});
  SlurmCluster hung{impatient};
  EXPECT_THAT(codes(hung.apply(std::vector<SlurmAction>{CreateQos{"one", 1}}, seen)), ElementsAre(ErrorCode::kOutcomeUnknown));
}

TEST_F(SlurmClusterTest, SaysWhenOnlyNewerVersionsAreServed) {
  rest.script("GET /openapi/v3", {answering(200, R"({"paths":{"/slurmdb/v0.0.41/qos":{}}})")});
  EXPECT_THAT(apply({CreateQos{"one", 1}})[0].error().message,
              HasSubstr("slurmrestd serves v0.0.41; this version speaks v0.0.38"));
}

TEST_F(SlurmClusterTest, TellsNothingToDoFromFailed) {
  tools.answer("-i modify account where name=gone *", 1, " Nothing modified\n");
  tools.answer("-i modify account where name=odd *", 1, " Nothing modified\n",
               "sacctmgr: error: no TRES known by type gres/nosuch\n");
  tools.answer("-i delete account name=gone *", 1, " Nothing deleted\n");
  tools.answer("-i delete user name=busy *", 1,
               " Error with request: Job(s) active, cancel job(s) before remove\n  JobID = 10\n");
  ChangeAccount gone{.account = "gone"};
  gone.to.fairshare = 1;
  ChangeAccount odd{.account = "odd"};
  odd.to.fairshare = 2;

  const auto outcomes = apply({gone, odd, RemoveMember{{"a", "busy"}}, DeleteAccount{"gone"}});
  EXPECT_EQ(outcomes[0].error().code, ErrorCode::kNotFound);
  EXPECT_EQ(outcomes[1].error().code, ErrorCode::kInvalid);
  EXPECT_THAT(outcomes[1].error().message, HasSubstr("no TRES known"));
  EXPECT_EQ(outcomes[2].error().code, ErrorCode::kConflict);
  EXPECT_TRUE(outcomes[3].ok()) << "it is gone, which was wanted";
}

TEST_F(SlurmClusterTest, ALeavingUsersDefaultAccountMovesFirst) {
  seen.user_default_account["alice"] = "a";
  seen.members[{"a", "alice"}] = {};
  seen.members[{"b", "alice"}] = {};
  EXPECT_THAT(codes(apply({RemoveMember{{"a", "alice"}}})), IsEmpty());
  EXPECT_THAT(tools.calls(),
              ElementsAre(StartsWith("sacctmgr -i modify user where name=alice cluster=lab set DefaultAccount=b ["),
                          StartsWith("sacctmgr -i delete user name=alice account=a cluster=lab [")));
}

TEST_F(SlurmClusterTest, SoDoesThatOfTheUsersOfADeletedAccount) {
  seen.user_default_account = {{"alice", "a"}, {"bob", "a"}, {"carol", "c"}};
  for (const Membership& member : {Membership{"a", "alice"}, {"a", "bob"}, {"b", "bob"}, {"c", "alice"}, {"c", "carol"}})
    seen.members[member] = {};
  EXPECT_THAT(codes(apply({DeleteAccount{"a"}, DeleteAccount{"b"}})), IsEmpty());
  EXPECT_THAT(tools.calls(),
              ElementsAre(StartsWith("sacctmgr -i modify user where name=alice cluster=lab set DefaultAccount=c ["),
                          StartsWith("sacctmgr -i delete account name=a cluster=lab ["),
                          StartsWith("sacctmgr -i delete account name=b cluster=lab [")));
}

TEST_F(SlurmClusterTest, ObservesNothingRatherThanHalf) {
  tools.answer(
      "show config", 0,
      "ClusterName = lab\nPriorityDecayHalfLife = 00:00:00\nPriorityUsageResetPeriod = NONE\nAccountingStorageEnforce = safe\n");
  tools.answer("-n -P show assoc *", 1, "", "sacctmgr: error: slurm_persist_conn_open: Connection refused\n");
  EXPECT_EQ(cluster.observe().error().code, ErrorCode::kUnavailable);
}

TEST_F(SlurmClusterTest, SlurmctldAwayIsUnavailable) {
  tools.answer("show config", 1, "", "slurm_load_ctl_conf error: Unable to contact slurm controller (connect failure)\n");
  const auto observed = cluster.observe();
  ASSERT_FALSE(observed.ok());
  EXPECT_EQ(observed.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(observed.error().message, HasSubstr("Unable to contact slurm controller"));
}

}  // namespace
}  // namespace tollgate::slurm
