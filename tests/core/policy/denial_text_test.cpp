#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/policy/decision.h"

namespace tollgate::policy {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Problem problem(std::string rule, std::string field, std::string text, std::string fix) {
  Problem p;
  p.policy = p.rule = std::move(rule);
  p.field = std::move(field);
  p.text = std::move(text);
  p.fix = std::move(fix);
  return p;
}

Decision denied(std::vector<Problem> problems) {
  Decision decision{.allowed = false, .code = 403};
  decision.problems = std::move(problems);
  return decision;
}

TEST(DenialText, NamesEachProblemItsFixAndWhereThePolicyStands) {
  Problem quota = problem("gpu-quota", "", "exceeded quota: team vision requested 8 GPU", "request at most 4");
  Problem priority = problem("priority-class", "spec.priorityClassName", "\"system-node-critical\" is not allowed", "gpu-normal");
  quota.source = priority.source = {"policies/teams/vision.yaml", 14, 1};
  priority.note = "See the wiki.";

  EXPECT_EQ(denial_text(denied({quota, priority})),
            "admission denied by tollgate (2 problems)\n"
            "[gpu-quota] exceeded quota: team vision requested 8 GPU. Fix: request at most 4.\n"
            "[priority-class] spec.priorityClassName \"system-node-critical\" is not allowed. Fix: gpu-normal.\n"
            "See the wiki.\n"
            "policies/teams/vision.yaml:14");
}

TEST(DenialText, SaysNothingWhenAllowed) { EXPECT_EQ(denial_text(Decision{}), ""); }

TEST(DenialText, LeavesOutWhatOnlyWarns) {
  Problem warning = problem("spot", "", "spot pool", "");
  warning.mode = Mode::kWarn;
  const std::string text = denial_text(denied({problem("a", "", "wrong", ""), warning}));
  EXPECT_EQ(text, "admission denied by tollgate (1 problem)\n[a] wrong.");
}

TEST(DenialText, StaysWithinAKibibyteAndCountsWhatItLeavesOut) {
  std::vector<Problem> many(40, problem("rule", "spec.field", std::string(50, 'x'), "fix"));
  many.front().source = {"policies/a.yaml", 7, 1};
  const std::string text = denial_text(denied(many));
  EXPECT_LE(text.size(), 1024U);
  EXPECT_THAT(text, StartsWith("admission denied by tollgate (40 problems)\n"));
  EXPECT_THAT(text, HasSubstr("\n… and "));
  EXPECT_THAT(text, EndsWith(" more\npolicies/a.yaml:7"));
}

TEST(DenialText, CutsBetweenCodePoints) {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string text(shift, 'x');
    for (int i = 0; i < 1000; ++i) text += "é";
    const std::string told = denial_text(denied({problem("rule", "", text, "")}));
    EXPECT_LE(told.size(), 1024U);
    EXPECT_THAT(told, EndsWith("é…"));
    EXPECT_THAT(told, Not(HasSubstr("\xC3\xE2")));
  }
}

TEST(WarningText, IsAtMost120Bytes) {
  EXPECT_EQ(warning_text(problem("spot", "", "short", "")), "[spot] short.");
  const std::string text = warning_text(problem("spot", "spec.nodeSelector", std::string(300, 'y'), ""));
  EXPECT_EQ(text.size(), 120U);
  EXPECT_THAT(text, EndsWith("…"));
}

TEST(Problem, IsTheSameWhateverItsTextAndField) {
  Problem a = problem("r", "spec.containers[a]", "text", "fix");
  Problem b = problem("r", "spec.containers[b]", "other", "");
  EXPECT_TRUE(a.same_as(b));
  b.value = "true";
  EXPECT_FALSE(a.same_as(b));
}

}  // namespace
}  // namespace tollgate::policy
