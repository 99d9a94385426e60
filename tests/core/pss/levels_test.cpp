// Which checks a level asks for, version by version.

#include "core/policy/rule.h"
#include "tests/core/pss/pods.h"

namespace tollgate::pss {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::vector<std::string_view> ids(Level level, int minor) {
  std::vector<std::string_view> names;
  for (const Check* check : select(level, minor)) names.push_back(check->id);
  return names;
}

TEST(Levels, AreReadFromTheirNames) {
  EXPECT_EQ(*level_from("privileged"), Level::kPrivileged);
  EXPECT_EQ(*level_from("baseline"), Level::kBaseline);
  EXPECT_EQ(*level_from("restricted"), Level::kRestricted);
  EXPECT_FALSE(level_from("Baseline").ok());
}

TEST(Versions, AreLatestOrAMinorOfOne) {
  EXPECT_EQ(*minor_from("latest"), kLatest);
  EXPECT_EQ(*minor_from("1.31"), 31);
  EXPECT_EQ(*minor_from("v1.0"), 0);
  for (const char* bad : {"", "v", "1", "1.", "1.x", "2.1", "1.-1", "1.31.2", "vv1.3", "Latest", "vlatest"}) {
    EXPECT_FALSE(minor_from(bad).ok()) << bad;
  }
}

TEST(Privileged, AsksForNothing) { EXPECT_THAT(ids(Level::kPrivileged, kLatest), IsEmpty()); }

TEST(Baseline, HasAllItsChecks) {
  EXPECT_THAT(ids(Level::kBaseline, 0), SizeIs(11));
  EXPECT_THAT(ids(Level::kBaseline, 33), Not(Contains("hostProbesAndHostLifecycle")));
  EXPECT_THAT(ids(Level::kBaseline, 34), AllOf(SizeIs(12), Contains("hostProbesAndHostLifecycle")));
}

TEST(Restricted, GrowsWithKubernetes) {
  const auto begins = [](std::string_view id, int minor) {
    EXPECT_THAT(ids(Level::kRestricted, minor - 1), Not(Contains(id)));
    EXPECT_THAT(ids(Level::kRestricted, minor), Contains(id));
  };
  begins("allowPrivilegeEscalation", 8);
  begins("seccompProfile_restricted", 19);
  begins("capabilities_restricted", 22);
  begins("runAsUser", 23);
  begins("procMount_restricted", 35);
  EXPECT_THAT(ids(Level::kRestricted, 0), AllOf(Contains("restrictedVolumes"), Contains("runAsNonRoot"), SizeIs(12)));
}

TEST(Restricted, PutsTheStricterCheckInThePlaceOfTheWeakerOne) {
  const auto replaces = [](std::string_view weaker, int minor) {
    if (minor > 0) {
      EXPECT_THAT(ids(Level::kRestricted, minor - 1), Contains(weaker));
    }
    EXPECT_THAT(ids(Level::kRestricted, minor), Not(Contains(weaker)));
    EXPECT_THAT(ids(Level::kBaseline, minor), Contains(weaker));
  };
  replaces("hostPathVolumes", 0);
  replaces("seccompProfile_baseline", 19);
  replaces("capabilities_baseline", 22);
  replaces("procMount", 35);
  EXPECT_THAT(ids(Level::kRestricted, kLatest), SizeIs(15));
}

TEST(Checks, StandById) { EXPECT_TRUE(std::ranges::is_sorted(checks(), {}, &Check::id)); }

TEST(Checks, OverrideOnlyWhatThereIs) {
  for (const Check& check : checks()) {
    if (check.overrides.empty()) continue;
    EXPECT_THAT(ids(Level::kBaseline, check.since_minor), Contains(check.overrides)) << check.id;
  }
}

TEST(Checks, AreAllNamedInTheRulesPage) {
  const policy::RuleKind* rule = policy::find_rule("pod-security");
  ASSERT_NE(rule, nullptr);
  for (const Check& check : checks()) EXPECT_NE(rule->doc.find(check.id), std::string_view::npos) << check.id;
}

TEST(Checks, FindNothingInAPodThatSaysEverythingRight) {
  model::Pod pod = with_containers([](model::Container& container) {
    container.security.allow_privilege_escalation = false;
    container.security.dropped_capabilities.emplace().push_back("ALL");
  });
  pod.security.run_as_non_root = true;
  pod.security.seccomp_profile = "RuntimeDefault";
  for (const int minor : {0, 8, 19, 22, 25, 31, 35, kLatest}) {
    for (const Check& check : checks()) EXPECT_THAT(fields(check.id, pod, minor), IsEmpty()) << check.id << " in 1." << minor;
  }
}

TEST(Checks, NameThePlaceTheValueAndWhatWouldPass) {
  const model::Pod pod = everywhere([](model::SecurityContext& security) {
    security.run_as_user = 0;
    security.host_process = true;
  });
  for (const Check& check : checks()) {
    for (const Offence& offence : offences(check.id, {.pod = pod})) {
      EXPECT_FALSE(offence.subject.empty() || offence.text.empty() || offence.fix.value.empty()) << check.id;
      EXPECT_TRUE(offence.field.starts_with("spec.")) << offence.field;
    }
  }
}

}  // namespace
}  // namespace tollgate::pss
