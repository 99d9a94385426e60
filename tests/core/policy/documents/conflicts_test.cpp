#include "core/policy/documents/conflicts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tollgate::policy {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

PolicyInstance writing(std::string name, std::string value, Matcher match = {}) {
  PolicyInstance instance;
  instance.source = {name + ".yaml", 1, 1};
  instance.name = std::move(name);
  instance.rule = find_rule("pod-security");
  instance.match = std::move(match);
  instance.does.writes = {{.field = "spec.priorityClassName", .value = std::move(value)}};
  return instance;
}

std::vector<Mistake> between(std::vector<PolicyInstance> instances) {
  std::vector<SharedPolicy> shared;
  shared.reserve(instances.size());
  for (PolicyInstance& one : instances) shared.push_back(std::make_shared<const PolicyInstance>(std::move(one)));
  return conflicts(shared);
}

bool clash(Matcher a, Matcher b) { return !between({writing("a", "1", std::move(a)), writing("b", "2", std::move(b))}).empty(); }

TEST(Conflicts, AreTwoValuesForOneField) {
  const std::vector<Mistake> found = between({writing("b", "2"), writing("a", "1")});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(
      to_text(found.front()),
      "b.yaml:1:1: error: writes \"2\" into spec.priorityClassName, where a writes \"1\" (a.yaml:1): give both a key of match "
      "without globs, and no name in common");
  EXPECT_THAT(between({writing("a", "1"), writing("b", "1")}), IsEmpty());
}

TEST(Conflicts, AreSaidOfEveryPair) {
  EXPECT_THAT(between({writing("a", "1"), writing("b", "2"), writing("c", "3"), writing("d", "1")}), SizeIs(5));
}

TEST(Conflicts, AreNoneWhereAKeyOfNamesKeepsThemApart) {
  EXPECT_FALSE(clash({.teams = {"vision"}}, {.teams = {"speech", "nlp"}}));
  EXPECT_TRUE(clash({.teams = {"vision"}}, {.teams = {"speech", "vision"}}));
  EXPECT_TRUE(clash({.teams = {"vision"}}, {.teams = {"speech*"}}));
  EXPECT_TRUE(clash({.teams = {"vision"}}, {}));
  EXPECT_TRUE(clash({.teams = {"vision"}}, {.users = {"alice"}}));
  EXPECT_FALSE(clash({.teams = {"vision"}, .users = {"a*"}}, {.teams = {"speech"}, .users = {"a*"}}));
  EXPECT_FALSE(clash({.labels = {{"stage", {"test"}}}}, {.labels = {{"stage", {"live"}}}}));
  EXPECT_TRUE(clash({.labels = {{"stage", {"test"}}}}, {.labels = {{"tier", {"live"}}}}));
}

TEST(Conflicts, AreThereWhereOnePodCanHaveBothValues) {
  EXPECT_TRUE(clash({.caller_groups = {"a"}}, {.caller_groups = {"b"}}));
  EXPECT_TRUE(clash({.images = {"r.example/a:1"}}, {.images = {"r.example/b:1"}}));
}

TEST(Conflicts, AreNoneWithWhatWritesNothing) {
  PolicyInstance warns = writing("b", "2");
  warns.mode = Mode::kWarn;
  EXPECT_THAT(between({writing("a", "1"), warns}), IsEmpty());
}

TEST(Conflicts, AreNoneWithTheDefaultInstanceOfTheSameRule) {
  PolicyInstance fallback = writing("pod-security", "1");
  fallback.source = {};
  EXPECT_THAT(between({fallback, writing("b", "2")}), IsEmpty());
  PolicyInstance other = writing("c", "2");
  other.rule = find_rule("required-labels");
  EXPECT_THAT(between({fallback, other}), SizeIs(1));
}

}  // namespace
}  // namespace tollgate::policy
