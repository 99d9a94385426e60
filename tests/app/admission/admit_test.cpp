#include "app/admission/admit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/builders.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/policies.h"
#include "tests/fakes/recording_recorder.h"

namespace tollgate::admission {
namespace {

using fakes::a_pod;
using fakes::creating;
using policy::Phase;

std::shared_ptr<const policy::Site> site_with_team(std::string_view team) {
  const std::string yaml = std::string{fakes::platform_yaml()} +
                           "apiVersion: tollgate.dev/v1alpha1\nkind: Team\nmetadata: {name: " + std::string{team} +
                           "}\nspec: {namespaces: [vision]}\n";
  return std::make_shared<const policy::Site>(fakes::site(yaml));
}

struct Admission {
  fakes::FakeClock clock;
  fakes::RecordingRecorder recorder;
  Published<policy::Site> site{site_with_team("vision")};
  Published<policy::ClusterView> cluster{std::make_shared<const policy::ClusterView>()};
  Admit admit{{site, cluster, clock, recorder}};
};

TEST(Admit, RecordsWhoAskedForWhatAndWhatCameOfIt) {
  Admission here;
  auto asked = creating(a_pod().named("train").labelled("team", "speech").labelled("user", "alice"));
  asked.by("oidc:alice");
  EXPECT_FALSE(here.admit.judge(asked.request(), Phase::kValidate).decision.allowed);
  ASSERT_EQ(here.recorder.records().size(), 1U);
  const DecisionRecord record = here.recorder.records().front();
  EXPECT_EQ(record.phase, "validate");
  EXPECT_EQ(record.verdict, "denied");
  EXPECT_EQ(record.code, 403);
  EXPECT_THAT(record.rules, testing::ElementsAre("required-labels"));
  EXPECT_EQ(record.caller, "oidc:alice");
  EXPECT_EQ(record.team, "vision");
  EXPECT_EQ(record.policy_digest, "sha256:test");
}

TEST(Admit, JudgesByTheNewestPolicy) {
  Admission here;
  auto asked = creating(a_pod());
  asked.by("oidc:alice");
  EXPECT_EQ(here.admit.judge(asked.request(), Phase::kMutate).decision.team, "vision");
  here.site.publish(site_with_team("robotics"));
  EXPECT_EQ(here.admit.judge(asked.request(), Phase::kMutate).decision.team, "robotics");
}

TEST(Admit, RefusesWhatCannotBeReadAtBothDoors) {
  Admission here;
  for (const Phase phase : {Phase::kMutate, Phase::kValidate}) {
    const auto answer = here.admit.refuse_unreadable("uid-1", "spec.containers: expected a list, got a string", phase);
    EXPECT_FALSE(answer.decision.allowed);
    EXPECT_EQ(answer.decision.code, 422);
    EXPECT_THAT(policy::denial_text(answer.decision), testing::HasSubstr("spec.containers: expected a list, got a string"));
    EXPECT_EQ(here.recorder.records().back().verdict, "error");
    EXPECT_EQ(here.recorder.records().back().request_uid, "uid-1");
  }
}

}  // namespace
}  // namespace tollgate::admission
