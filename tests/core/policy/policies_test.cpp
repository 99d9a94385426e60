#include "core/policy/policies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/builders.h"

namespace tollgate::policy {
namespace {

using ::testing::ElementsAre;

SharedPolicy shared(PolicyInstance instance) { return std::make_shared<const PolicyInstance>(std::move(instance)); }

SharedPolicy about(std::string_view name, std::vector<std::string> namespaces, std::vector<std::string> teams = {}) {
  PolicyInstance instance = fakes::instance_of("pod-security", name);
  instance.match.namespaces = std::move(namespaces);
  instance.match.teams = std::move(teams);
  return shared(std::move(instance));
}

std::vector<std::string> names(const std::vector<const PolicyInstance*>& instances) {
  std::vector<std::string> names;
  for (const PolicyInstance* instance : instances) names.push_back(instance->name);
  return names;
}

TEST(Policies, AreInRuleTableOrderThenByName) {
  const Policies policies{{about("b", {}), about("a", {}), shared(fakes::instance_of("required-labels", "z"))}};
  EXPECT_THAT(names(policies.concerning("any", "")), ElementsAre("z", "a", "b"));
}

TEST(Policies, AreFoundByNamespacePrefixAndTeam) {
  const Policies policies{{about("any", {}), about("exact", {"vision"}), about("prefix", {"vision-*", "vis*"}),
                           about("suffix", {"*-dev"}), about("team", {}, {"vision"}), about("other", {"speech"}),
                           about("other-team", {}, {"speech"}), about("other-prefix", {"speech-*"})}};
  EXPECT_THAT(names(policies.concerning("vision", "vision")), ElementsAre("any", "exact", "prefix", "suffix", "team"));
  EXPECT_THAT(names(policies.concerning("vision-dev", "vision")), ElementsAre("any", "prefix", "suffix", "team"));
  EXPECT_THAT(names(policies.concerning("x", "")), ElementsAre("any", "suffix"));
}

TEST(Policies, AreFiledByTeamWhenTheirNamespacesAreGlobs) {
  const Policies policies{{about("both", {"*"}, {"vision"})}};
  EXPECT_THAT(names(policies.concerning("anything", "vision")), ElementsAre("both"));
  EXPECT_TRUE(policies.concerning("anything", "speech").empty());
}

TEST(Policies, CopiesLiveByThemselves) {
  Policies copy;
  {
    const Policies original{{about("a", {"vision"})}};
    copy = original;
  }
  EXPECT_THAT(names(copy.concerning("vision", "")), ElementsAre("a"));
}

}  // namespace
}  // namespace tollgate::policy
