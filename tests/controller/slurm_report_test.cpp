#include "controller/slurm_report.h"

#include <gmock/gmock.h>

#include "tests/fakes/recording_log.h"

namespace tollgate::controller {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SlurmReportTest : public testing::Test {
 public:
  std::vector<std::string> lines_of(const SlurmPass& pass) {
    const std::size_t before = log.lines().size();
    report.done(pass);
    const auto all = log.lines();
    return {all.begin() + static_cast<std::ptrdiff_t>(before), all.end()};
  }

  fakes::RecordingLog log;
  telemetry::Metrics metrics;
  SlurmReport report{"main", log, metrics};
};

SlurmPass a_pass(std::vector<Result<void>> outcomes) {
  SlurmPass pass;
  pass.outcomes = std::move(outcomes);
  for (std::size_t i = 0; i < pass.outcomes.size(); ++i)
    pass.plan.actions.emplace_back(reconcile::DeleteAccount{"a" + std::to_string(i)});
  return pass;
}

TEST_F(SlurmReportTest, SaysOnceThatSlurmIsAwayAndOnceThatItIsBack) {
  report.failed({ErrorCode::kUnavailable, "connection refused"});
  report.failed({ErrorCode::kUnavailable, "connection reset"});
  EXPECT_THAT(log.lines(), ElementsAre("slurm cannot be reconciled cluster=main error=connection refused"));
  EXPECT_THAT(lines_of({}), ElementsAre("slurm can be reconciled again cluster=main"));
  EXPECT_THAT(lines_of({}), IsEmpty());
}

TEST_F(SlurmReportTest, SaysOnceWhenSlurmGoesAwayInTheMiddle) {
  const Error away{ErrorCode::kUnavailable, "connection refused"};
  const SlurmPass pass = a_pass({Result<void>{}, away, away});
  EXPECT_THAT(lines_of(pass), ElementsAre("slurm changed cluster=main change=delete account a0",
                                          "slurm cannot be reconciled cluster=main error=connection refused"));
  EXPECT_THAT(lines_of(a_pass({away, away})), IsEmpty());
}

TEST_F(SlurmReportTest, SaysALastingProblemOnceAndAgainWhenItComesBack) {
  SlurmPass pass;
  pass.plan.refused = {"budgets are not written"};
  EXPECT_THAT(lines_of(pass), ElementsAre("slurm differs cluster=main problem=budgets are not written"));
  EXPECT_THAT(lines_of(pass), IsEmpty());
  EXPECT_THAT(lines_of({}), IsEmpty());
  EXPECT_EQ(lines_of(pass).size(), 1U);
}

TEST_F(SlurmReportTest, SaysWhatFailedAndWhatIsHeld) {
  EXPECT_THAT(lines_of(a_pass({Error{ErrorCode::kConflict, "Job(s) active"}})),
              ElementsAre("slurm differs cluster=main problem=delete account a0: Job(s) active"));
  SlurmPass held;
  held.held = true;
  held.plan.removals = 3;
  held.plan.existing = 10;
  EXPECT_THAT(lines_of(held), ElementsAre(HasSubstr("held: 3 of 10 associations would be removed")));
}

TEST_F(SlurmReportTest, CountsChanges) {
  report.done(a_pass({Result<void>{}, Result<void>{}}));
  EXPECT_THAT(metrics.exposition(), HasSubstr("tollgate_slurm_changes_total{cluster=\"main\"} 2"));
}

}  // namespace
}  // namespace tollgate::controller
