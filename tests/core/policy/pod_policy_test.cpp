// PodPolicy documents: from YAML to instances at work.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "core/policy/compile.h"
#include "tests/fakes/policies.h"

namespace tollgate::policy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

std::string with_policy(std::string_view spec) {
  return std::string{fakes::platform_yaml()} +
         "apiVersion: tollgate.dev/v1alpha1\nkind: Team\nmetadata: {name: vision}\nspec: {}\n---\n"
         "apiVersion: tollgate.dev/v1alpha1\nkind: PodPolicy\nmetadata: {name: mine}\nspec:\n" +
         std::string{spec};
}

// The mistakes in a PodPolicy's spec, whose first line is line 1.
std::vector<std::string> wrong_in(std::string_view spec) {
  std::vector<std::string> texts = fakes::mistakes(with_policy(spec));
  const auto before = std::ranges::count(with_policy(""), '\n');
  for (std::string& text : texts) {
    const std::size_t colon = text.find(':');
    const std::size_t next = text.find(':', colon + 1);
    text = std::to_string(std::stoi(text.substr(colon + 1, next)) - before) + text.substr(next);
  }
  return texts;
}

const PolicyInstance* find(const Site& site, std::string_view name) {
  const auto all = site.policies.all();
  const auto found = std::ranges::find(all, name, &PolicyInstance::name);
  return found == all.end() ? nullptr : &*found;
}

TEST(PodPolicy, IsARuleAtWork) {
  const Site site = fakes::site(
      with_policy("  rule: pod-security\n  mode: warn\n  match: {teams: [vision], labels: {app: [\"a*\", b]}}\n"
                  "  exclude: [{users: [alice]}, {namespaces: [\"x-*\"]}]\n  params: {level: baseline}\n  message: Ask us.\n"));
  const PolicyInstance* mine = find(site, "mine");
  ASSERT_NE(mine, nullptr);
  EXPECT_EQ(mine->rule, find_rule("pod-security"));
  EXPECT_EQ(mine->mode, Mode::kWarn);
  EXPECT_THAT(mine->match.teams, ElementsAre("vision"));
  EXPECT_THAT(mine->match.labels, ElementsAre(Pair("app", ElementsAre("a*", "b"))));
  EXPECT_EQ(mine->exclude.size(), 2U);
  EXPECT_EQ(mine->message, "Ask us.");
  EXPECT_FALSE(mine->is_default());
  EXPECT_TRUE(mine->does.check);
}

TEST(PodPolicy, DefaultRulesNeedNone) {
  const Site site = fakes::site(with_policy("  rule: pod-security\n"));
  const PolicyInstance* labels = find(site, "required-labels");
  ASSERT_NE(labels, nullptr);
  EXPECT_TRUE(labels->is_default());
  EXPECT_EQ(labels->mode, Mode::kEnforce);
}

TEST(PodPolicy, NamesThatAreNoneAreSuggested) {
  EXPECT_THAT(wrong_in("  rule: pod-securty\n"),
              ElementsAre("1:9: error: unknown rule \"pod-securty\" (did you mean \"pod-security\"?)"));
  EXPECT_THAT(wrong_in("  rule: pod-security\n  mode: enforced\n"),
              ElementsAre("2:9: error: unknown mode \"enforced\" (did you mean \"enforce\"?)"));
  EXPECT_THAT(wrong_in("  rule: pod-security\n  params: {levle: baseline}\n"),
              ElementsAre("2:12: error: unknown field \"levle\" (did you mean \"level\"?)"));
  EXPECT_THAT(wrong_in("  rule: pod-security\n  params: {level: basline}\n"),
              ElementsAre("2:19: error: unknown level \"basline\" (did you mean \"baseline\"?)"));
  EXPECT_THAT(wrong_in("  rule: pod-security\n  match: {team: [vision]}\n"),
              ElementsAre("2:11: error: unknown field \"team\" (did you mean \"teams\"?)"));
  EXPECT_THAT(wrong_in("  rule: pod-security\n  match: {teams: [visoin]}\n"),
              ElementsAre(HasSubstr("2:19: error: unknown team")));
}

TEST(PodPolicy, WhatTheRuleRefusesStandsAtItsParameter) {
  EXPECT_THAT(wrong_in("  rule: pod-security\n  params:\n    level: baseline\n    version: newest\n"),
              ElementsAre(HasSubstr("4:14: error: ")));
}

// An absent key matches anything; an empty one would too, and surely was not meant.
TEST(PodPolicy, NothingEmptyMatchesEverything) {
  EXPECT_THAT(wrong_in("  rule: pod-security\n  match: {teams: []}\n"),
              ElementsAre(HasSubstr("2:18: error: teams must not be empty")));
  EXPECT_THAT(wrong_in("  rule: pod-security\n  match:\n    teams:\n"), ElementsAre("3:5: error: teams has no value"));
  EXPECT_THAT(wrong_in("  rule: pod-security\n  match: {labels: {}}\n"), ElementsAre(HasSubstr("labels must not be empty")));
  EXPECT_THAT(wrong_in("  rule: pod-security\n  exclude: [{}]\n"), ElementsAre(HasSubstr("exclude must not be empty")));
}

TEST(PodPolicy, AGlobThatMatchesNoTeamIsACaution) {
  EXPECT_THAT(fakes::cautions(with_policy("  rule: pod-security\n  match: {teams: [\"x*\"]}\n")),
              ElementsAre(HasSubstr("no team matches \"x*\"")));
  EXPECT_THAT(wrong_in("  rule: pod-security\n  match: {teams: [\"x*\"]}\n"), IsEmpty());
}

}  // namespace
}  // namespace tollgate::policy
