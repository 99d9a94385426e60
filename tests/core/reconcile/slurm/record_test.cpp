#include "core/reconcile/slurm/record.h"

#include <gmock/gmock.h>

namespace tollgate::reconcile {
namespace {

TEST(SlurmRecord, SurvivesBeingText) {
  SlurmRecord record;
  record.accounts["vision"] = {.fields = {AccountField::kGpus, AccountField::kDefaultQos},
                               .budget = BudgetPeriod{"2026-11", 1234}};
  record.accounts["speech"] = {};
  record.members[{"vision", "alice"}] = true;
  record.members[{"vision", "bob"}] = false;

  const std::string text = to_text(record);
  EXPECT_EQ(text,
            "tollgate-slurm/1\naccount speech\naccount vision fields=gpus,defaultQos budget=2026-11:1234\n"
            "member vision alice gpus\nmember vision bob\n");
  EXPECT_EQ(slurm_record_from(text).value(), record);
}

TEST(SlurmRecord, OfNothingIsEmpty) { EXPECT_EQ(slurm_record_from("").value(), SlurmRecord{}); }

TEST(SlurmRecord, ThatCannotBeReadIsNotTakenForNone) {
  for (const char* const text :
       {"tollgate-slurm/2\n", "tollgate-slurm/1\naccount\n", "tollgate-slurm/1\naccount a fields=nonsense\n",
        "tollgate-slurm/1\naccount a budget=2026-11:\n", "tollgate-slurm/1\naccount a budget=2026-11:1x\n",
        "tollgate-slurm/1\nmember a\n", "tollgate-slurm/1\nmember a b c\n", "tollgate-slurm/1\nsomething else\n"}) {
    const auto record = slurm_record_from(text);
    ASSERT_FALSE(record.ok()) << text;
    EXPECT_EQ(record.error().code, ErrorCode::kInvalid);
  }
}

TEST(SlurmRecord, ForgetsWhatIsGone) {
  SlurmRecord record;
  record.accounts["vision"].fields = {AccountField::kGpus, AccountField::kJobs};
  record.accounts["gone"] = {};
  record.members[{"vision", "alice"}] = true;
  record.members[{"vision", "gone"}] = true;
  SlurmWorld world;
  world.accounts["vision"].stored.limits.jobs = 5;
  world.members[{"vision", "alice"}] = {};

  SlurmRecord left;
  left.accounts["vision"].fields = {AccountField::kJobs};
  left.members[{"vision", "alice"}] = false;
  EXPECT_EQ(still_there(record, world), left);
}

}  // namespace
}  // namespace tollgate::reconcile
