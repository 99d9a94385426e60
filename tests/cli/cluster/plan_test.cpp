// plan and apply over scripted tools: lines, JSON and exit codes.

#include "cli/cluster/plan.h"

#include <gmock/gmock.h>

#include <sstream>

#include "cli/cluster/change_report.h"
#include "tests/fakes/fake_slurm_tools.h"
#include "tests/fakes/slurm_site.h"

namespace tollgate::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class PlanTest : public testing::Test {
 public:
  PlanTest() {
    tools.answer("show config", 0,
                 "ClusterName = lab\nPriorityDecayHalfLife = 00:00:00\nPriorityUsageResetPeriod = NONE\nAccountingStorageEnforce "
                 "= associations,limits,safe\n");
    tools.answer("-n -P show qos *", 0, "high|100000\nnormal|10000\n");
    tools.answer("-n -P show account *", 0, "root\n");
    tools.answer("-n -P show assoc *", 0, "root||||1||||||\n");
    auto vision = fakes::ASlurmTeam{"vision"}.gpus(64);
    vision->namespaces = {"vision"};
    site = fakes::a_site({std::move(vision)});
    site.slurm_clusters = {{.name = "main",
                            .url = "http://127.0.0.1:1",
                            .token_file = tools.path("token"),
                            .sacctmgr = tools.path("sacctmgr"),
                            .scontrol = tools.path("scontrol")}};
  }

  int run() { return plan(options, site, out, err); }

  fakes::FakeSlurmTools tools;
  policy::Site site;
  PlanOptions options{.offline = true};
  std::ostringstream out;
  std::ostringstream err;
};

TEST_F(PlanTest, SaysWhatWouldChange) {
  EXPECT_EQ(run(), 1);
  EXPECT_EQ(out.str(), "slurm main: create account vision below root: Fairshare 1, GrpTRES gres/gpu 64\n");
  EXPECT_THAT(err.str(), IsEmpty());
}

TEST_F(PlanTest, IsEmptyWhenNoTeamHasANamespace) {
  options.namespaces.emplace();
  EXPECT_EQ(run(), 0);
  EXPECT_THAT(out.str(), IsEmpty());
}

TEST_F(PlanTest, CanBeReadByPrograms) {
  options.json = true;
  EXPECT_EQ(run(), 1);
  EXPECT_EQ(out.str(),
            R"({"changes":[{"where":"slurm main","what":"create account vision below root: Fairshare 1, GrpTRES gres/gpu 64"}],)"
            R"("refused":[],"kept":[],"held":[],"unreachable":[]})"
            "\n");
}

TEST_F(PlanTest, SaysWhenSlurmCannotBeReached) {
  site.slurm_clusters[0].scontrol = "/no/such/scontrol";
  EXPECT_EQ(run(), 3);
  EXPECT_THAT(err.str(), HasSubstr("slurm main: /no/such/scontrol"));
}

TEST_F(PlanTest, SaysWhenTheApiServerCannotBeReached) {
  options.offline = false;
  options.kubeconfig = tools.write(
      "kubeconfig",
      R"({"apiVersion":"v1","kind":"Config","current-context":"c","contexts":[{"name":"c","context":{"cluster":"c","user":"u"}}],)"
      R"("clusters":[{"name":"c","cluster":{"server":"https://127.0.0.1:1"}}],"users":[{"name":"u","user":{"token":"t"}}]})");
  EXPECT_EQ(run(), 3);
  EXPECT_THAT(err.str(), HasSubstr("tollgate plan: "));
}

TEST(ChangeReport, SaysWhatFailedAndWhatIsHeld) {
  SlurmPass pass;
  pass.plan.actions.emplace_back(reconcile::DeleteAccount{"vision"});
  pass.outcomes.emplace_back(Error{ErrorCode::kConflict, "Job(s) active"});
  pass.plan.kept = {"account speech stays"};
  pass.plan.refused = {"budgets are not written"};
  pass.plan.removals = 3;
  pass.plan.existing = 10;
  pass.held = true;
  ChangeReport report;
  report.add("main", pass);
  std::ostringstream out;
  write_text(report, out);

  EXPECT_EQ(out.str(),
            "slurm main: delete account vision: failed: Job(s) active\n"
            "refused: slurm main: budgets are not written\n"
            "kept: slurm main: account speech stays\n"
            "held: slurm main: 3 of 10 associations would be removed; only `tollgate apply --force` does it\n");
}

}  // namespace
}  // namespace tollgate::cli
