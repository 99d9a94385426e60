// Whose a namespace is: the index answers as one who looks at every name of every team.

#include "core/policy/teams.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/policy/glob.h"

namespace tollgate::policy {
namespace {

Team a_team(std::string name, std::vector<std::string> namespaces) {
  Team team;
  team.name = std::move(name);
  team.namespaces = std::move(namespaces);
  return team;
}

std::string_view owner(const Teams& teams, std::string_view namespace_name) {
  const Team* team = teams.owner_of(namespace_name);
  return team == nullptr ? std::string_view{} : team->name;
}

TEST(Teams, AnExactNameWinsThenTheLongestGlob) {
  const Teams teams{a_team("all", {"*"}), a_team("speech", {"vision-speech-*"}), a_team("vision", {"vision", "vision-*"}),
                    a_team("odd", {"vision-odd"})};
  EXPECT_EQ(owner(teams, "vision"), "vision");
  EXPECT_EQ(owner(teams, "vision-dev"), "vision");
  EXPECT_EQ(owner(teams, "vision-speech-1"), "speech");
  EXPECT_EQ(owner(teams, "vision-odd"), "odd");
  EXPECT_EQ(owner(teams, "other"), "all");
  EXPECT_EQ(owner(Teams{a_team("vision", {"vision-*"})}, "other"), "");
}

TEST(Teams, AreFoundByName) {
  const Teams teams{a_team("vision", {}), a_team("all", {}), a_team("speech", {})};
  for (const char* name : {"all", "speech", "vision"}) EXPECT_EQ(teams.find(name)->name, name);
  for (const char* name : {"", "spee", "vision2", "zzz"}) EXPECT_EQ(teams.find(name), nullptr) << name;
}

RC_GTEST_PROP(TeamsProperty, AnswerLikeALookAtEveryName, ()) {
  const auto text = [](auto... letters) {
    return rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::element(letters...)));
  };
  const auto patterns = *rc::gen::container<std::vector<std::string>>(text('a', 'b', '-', '*', '?'));
  std::vector<Team> made;
  for (const std::string& pattern : patterns) made.push_back(a_team("t" + std::to_string(made.size()), {pattern}));
  const Teams teams{made};
  const std::string name = *text('a', 'b', '-');

  const Team* found = teams.owner_of(name);
  const auto rank = [&](const std::string& pattern) {
    if (pattern == name) return std::size_t{1000};
    return !is_literal(pattern) && glob_matches(pattern, name) ? pattern.size() : std::size_t{0};
  };
  std::size_t best = 0;
  for (const std::string& pattern : patterns) best = std::max(best, rank(pattern));
  RC_ASSERT((found == nullptr) == (best == 0));
  if (found != nullptr) RC_ASSERT(rank(found->namespaces.front()) == best);
}

}  // namespace
}  // namespace tollgate::policy
