#include "core/policy/policy_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/fakes/policies.h"

namespace tollgate::policy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string test_with(std::string_view cases) {
  return "apiVersion: tollgate.dev/v1alpha1\nkind: PolicyTest\nmetadata: {name: basics}\nspec:\n"
         "  given: {now: 2026-11-22T10:00:00Z, namespaces: [{name: vision, labels: {a: b}}], "
         "priorityClasses: [{name: urgent, value: 7, preemptionPolicy: Never}]}\n  cases:\n" +
         std::string{cases};
}

std::vector<std::string> wrong_in(std::string_view cases) {
  std::vector<std::string> texts;
  for (const Mistake& mistake : compile_tests(fakes::documents(test_with(cases))).mistakes) texts.push_back(to_text(mistake));
  return texts;
}

TEST(PolicyTest, IsReadWithItsDefaults) {
  const CompiledTests compiled = compile_tests(fakes::documents(test_with(
      "  - {name: one, user: \"oidc:alice\", object: {kind: Pod}, expect: {allowed: false, rules: [required-labels]}}\n"
      "  - {name: two, user: x, operation: DELETE, phase: validate, oldObject: {kind: Pod}, expect: {allowed: true}}\n")));
  EXPECT_THAT(compiled.mistakes, IsEmpty());
  ASSERT_THAT(compiled.tests, SizeIs(1));
  const PolicyTest& test = compiled.tests[0];
  EXPECT_EQ(test.name, "basics");
  EXPECT_EQ(to_rfc3339(test.given.now.value()), "2026-11-22T10:00:00.000Z");
  EXPECT_EQ(test.given.namespaces.at(0).labels.at("a"), "b");
  EXPECT_EQ(test.given.priority_classes.at(0).value, 7);
  EXPECT_EQ(test.given.priority_classes.at(0).preemption_policy, PreemptionPolicy::kNever);
  ASSERT_THAT(test.cases, SizeIs(2));
  EXPECT_EQ(test.cases[0].operation, model::Operation::kCreate);
  EXPECT_EQ(test.cases[0].phase, TestPhase::kBoth);
  EXPECT_EQ(test.cases[0].object.find("kind")->text, "Pod");
  EXPECT_EQ(test.cases[0].source.line, 7);
  EXPECT_EQ(test.cases[1].expect.rules, std::nullopt);
}

TEST(PolicyTest, MistakesStandAtTheirCase) {
  EXPECT_THAT(wrong_in("  []\n"), ElementsAre(HasSubstr("cases must not be empty")));
  EXPECT_THAT(wrong_in("  - {name: a, user: x, expect: {allowed: true}}\n"),
              ElementsAre("policies.yaml:7:5: error: object is missing"));
  EXPECT_THAT(wrong_in("  - {name: a, user: x, object: {}, operation: UPDATE, expect: {allowed: true}}\n"),
              ElementsAre(HasSubstr("oldObject is missing")));
  EXPECT_THAT(wrong_in("  - {name: a, user: x, object: {}, expect: {allowed: false, rules: [requird-labels]}}\n"),
              ElementsAre(HasSubstr("unknown rule \"requird-labels\" (did you mean \"required-labels\"?)")));
  EXPECT_THAT(wrong_in("  - {name: a, user: x, object: {}, expect: {allowed: true, rules: [required-labels]}}\n"),
              ElementsAre(HasSubstr("what is allowed is refused by no rule")));
  EXPECT_THAT(
      wrong_in("  - {name: a, user: x, object: {}, expect: {allowed: true}}\n  - {name: a, user: x, object: {}, expect: {}}\n"),
      ElementsAre(HasSubstr("8:5: error: a second case \"a\""), HasSubstr("allowed is missing")));
}

// A broken test must never keep a good policy from taking effect.
TEST(PolicyTest, IsNothingToTheSite) {
  EXPECT_THAT(fakes::mistakes(std::string{fakes::platform_yaml()} +
                              "apiVersion: tollgate.dev/v1alpha1\nkind: Team\nmetadata: {name: vision}\nspec: {}\n---\n" +
                              test_with("  - {}\n")),
              IsEmpty());
}

}  // namespace
}  // namespace tollgate::policy
