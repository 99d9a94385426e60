#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory_resource>

#include "core/pss/check.h"
#include "tests/fakes/builders.h"

namespace tollgate::pss {
namespace {

using fakes::a_pod;
using fakes::PodBuilder;
using model::ContainerKind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> offences(const PodBuilder& pod, Level level = Level::kBaseline) {
  std::pmr::monotonic_buffer_resource arena;
  const model::Pod built = pod.build(&arena);
  Offences found;
  for (const Check* check : select(level, kLatest)) check->find(built, found);
  std::vector<std::string> fields;
  for (const Offence& offence : found) fields.push_back(offence.field);
  return fields;
}

TEST(PodSecurityStandards, PrivilegedAsksForNothing) {
  EXPECT_THAT(offences(a_pod().privileged().host_pid().host_path("v", "/"), Level::kPrivileged), IsEmpty());
}

TEST(PodSecurityStandards, RestrictedIncludesBaseline) {
  EXPECT_THAT(offences(a_pod().host_pid(), Level::kRestricted), ElementsAre("spec.hostPID"));
}

TEST(Privileged, IsFoundInEveryKindOfContainer) {
  const PodBuilder pod = a_pod()
                             .container("setup", ContainerKind::kInit)
                             .privileged()
                             .container("good")
                             .container("main")
                             .privileged()
                             .container("debug", ContainerKind::kEphemeral)
                             .privileged();
  EXPECT_THAT(offences(pod), ElementsAre("spec.initContainers[setup].securityContext.privileged",
                                         "spec.containers[main].securityContext.privileged",
                                         "spec.ephemeralContainers[debug].securityContext.privileged"));
}

TEST(HostNamespaces, AreRefusedEachByItself) {
  EXPECT_THAT(offences(a_pod().host_network().host_pid().host_ipc()),
              ElementsAre("spec.hostNetwork", "spec.hostPID", "spec.hostIPC"));
}

TEST(HostPathVolumes, AreRefusedWhateverThePath) {
  EXPECT_THAT(offences(a_pod().host_path("a", "/tmp").host_path("b", "")),
              ElementsAre("spec.volumes[a].hostPath", "spec.volumes[b].hostPath"));
}

TEST(Levels, AreReadFromTheirNames) {
  EXPECT_EQ(*level_from("baseline"), Level::kBaseline);
  EXPECT_FALSE(level_from("Baseline").ok());
}

TEST(Versions, AreLatestOrAMinorOfOne) {
  EXPECT_EQ(*minor_from("latest"), kLatest);
  EXPECT_EQ(*minor_from("1.31"), 31);
  for (const char* bad : {"", "1", "1.", "1.x", "2.1", "1.-1", "1.31.2", "v1.31"}) EXPECT_FALSE(minor_from(bad).ok()) << bad;
}

TEST(Checks, StandByIdWithVersionsAscending) {
  const auto before = [](const Check& a, const Check& b) {
    return std::pair{a.id, a.since_minor} < std::pair{b.id, b.since_minor};
  };
  EXPECT_TRUE(std::ranges::is_sorted(checks(), before));
}

TEST(Checks, AreAllNamedInTheRulesPage) {
  const policy::RuleKind* rule = policy::find_rule("pod-security");
  ASSERT_NE(rule, nullptr);
  for (const Check& check : checks()) EXPECT_NE(rule->doc.find(check.id), std::string_view::npos) << check.id;
}

}  // namespace
}  // namespace tollgate::pss
