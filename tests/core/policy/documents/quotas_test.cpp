// Team.quota and the other GPU fields of a team, held against the tree and the catalog.

#include "core/policy/documents/quotas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/policies.h"

namespace tollgate::policy {
namespace {

using model::GpuUnits;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

std::string team(std::string_view name, std::string_view spec) {
  return "---\napiVersion: tollgate.dev/v1alpha1\nkind: Team\nmetadata: {name: " + std::string{name} + "}\nspec: {" +
         std::string{spec} + "}\n";
}

std::string all(std::string_view teams) {
  return std::string{fakes::platform_yaml()} + std::string{teams} +
         "---\napiVersion: tollgate.dev/v1alpha1\nkind: GpuCatalog\nmetadata: {name: gpus}\n"
         "spec: {models: {h100: {mig: {1g.10gb: 1/7}}}}\n";
}

std::vector<std::string> texts(std::vector<std::string> lines, std::string_view level) {
  for (std::string& line : lines) line.erase(0, line.find(level) + level.size());
  return lines;
}
std::vector<std::string> wrong(std::string_view teams) { return texts(fakes::mistakes(all(teams)), "error: "); }
std::vector<std::string> doubtful(std::string_view teams) { return texts(fakes::cautions(all(teams)), "warning: "); }

TEST(TeamQuota, IsReadWithFractions) {
  const Site s =
      fakes::site(all(team("vision",
                           "quota: {gpus: 64, guaranteed: 2.5, byModel: {h100: 8}, byJobType: {training: 1/7}, perUser: 16, "
                           "perPod: 8}, migProfiles: {training: [1g.10gb]}, priorityClasses: [gpu-low]")));
  const Team& vision = *s.find_team("vision");
  EXPECT_EQ(vision.quota->gpus, GpuUnits::gpus(64));
  EXPECT_EQ(vision.quota->guaranteed, *GpuUnits::parse("5/2"));
  EXPECT_THAT(vision.quota->by_job_type, ElementsAre(GpuShare{"training", *GpuUnits::parse("1/7")}));
  EXPECT_THAT(vision.mig_profiles, ElementsAre(Pair("training", ElementsAre("1g.10gb"))));
  EXPECT_THAT(vision.priority_classes, ElementsAre("gpu-low"));
}

TEST(TeamQuota, NamesWhatExists) {
  EXPECT_THAT(wrong(team("vision", "quota: {gpus: 8, byModel: {h200: 8}}")),
              ElementsAre(HasSubstr("unknown GPU model \"h200\"")));
  EXPECT_THAT(wrong(team("vision", "quota: {gpus: 8, byJobType: {trainign: 8}}")),
              ElementsAre(HasSubstr("unknown job type \"trainign\" (did you mean \"training\"?)")));
  EXPECT_THAT(wrong(team("vision", "migProfiles: {training: [7g.80gb]}")),
              ElementsAre(HasSubstr("unknown MIG profile \"7g.80gb\"")));
  EXPECT_THAT(wrong(team("vision", "quota: {gpus: lots}")), ElementsAre(HasSubstr("amounts look like 8, 1/7 or 2.5")));
}

TEST(TeamQuota, NeedsACeilingAtTheRoot) {
  EXPECT_THAT(wrong(team("vision", "quota: {perUser: 8}")),
              ElementsAre(HasSubstr("quota.gpus is missing: team vision is the root")));
  EXPECT_THAT(wrong(team("research", "") + team("vision", "parent: research, quota: {perUser: 8}")),
              ElementsAre(HasSubstr("team vision has a quota, but team research, the root of its tree, has none")));
  EXPECT_THAT(wrong(team("research", "quota: {gpus: 8}") + team("vision", "parent: research, quota: {perUser: 8}")),
              ElementsAre());
}

TEST(TeamQuota, CannotPromiseMoreThanThereIs) {
  EXPECT_THAT(wrong(team("vision", "quota: {gpus: 8, guaranteed: 9}")),
              ElementsAre(HasSubstr("guaranteed 9 is more than its gpus 8")));
  EXPECT_THAT(wrong(team("research", "quota: {gpus: 8}") + team("a", "parent: research, quota: {guaranteed: 5}") +
                    team("b", "parent: research, quota: {guaranteed: 4}")),
              ElementsAre(HasSubstr("quota.gpus 8 cannot hold what the teams below are guaranteed: 9")));
}

TEST(TeamQuota, HoldsWorkloadsToALimitOfTheirOwn) {
  const Site s = fakes::site(all(team("vision", "quota: {gpus: 64, perWorkload: 32}")));
  EXPECT_EQ(s.find_team("vision")->quota->per_workload, GpuUnits::gpus(32));
}

TEST(TeamQuota, WarnsOfACeilingThatIsNeverReached) {
  EXPECT_THAT(doubtful(team("research", "quota: {gpus: 8}") + team("vision", "parent: research, quota: {gpus: 9}")),
              ElementsAre(HasSubstr("quota.gpus 9 is never reached: team research above it has 8")));
}

}  // namespace
}  // namespace tollgate::policy
