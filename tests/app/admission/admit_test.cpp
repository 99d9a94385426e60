#include "app/admission/admit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <optional>

#include "adapters/quota_store/memory.h"
#include "core/policy/gpu/ledger_specs.h"
#include "tests/fakes/builders.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/policies.h"
#include "tests/fakes/recording_recorder.h"
#include "tests/fakes/team_changes.h"

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
  quota_store::Memory ledgers{clock, {.reservation_ttl = std::chrono::seconds{30}}};
  std::optional<QuotaBatcher> quota{std::in_place, ledgers, clock};
  ClaimPods pods{nullptr, clock};
  Admit admit{{site, cluster, clock, recorder, ledgers, *quota, pods}};

  policy::Decision at_once(fakes::RequestBuilder& asked, Phase phase) const {
    return std::get<Admit::Answer>(admit.judge(asked.request(), phase)).decision;
  }
};

// Team vision of the site everybody tests with, with a quota of its own.
struct WithQuota : Admission {
  WithQuota() {
    policy::Site with_quota = fakes::a_site();
    policy::TeamQuota limits;
    limits.gpus = model::GpuUnits::gpus(8);
    fakes::change_team(with_quota, "vision")->quota = limits;
    ledgers.put_specs(policy::ledger_specs(with_quota));
    site.publish(std::make_shared<const policy::Site>(std::move(with_quota)));
  }

  static fakes::RequestBuilder trainer(std::string_view name, std::string_view gpus) {
    return creating(a_pod().labelled("team", "vision").labelled("user", "alice").labelled("job_type", "training").gpus(gpus))
        .known_as(name, name);
  }

  // Judged, counted by a deadline that is far away on this clock, and concluded.
  policy::Decision counted(fakes::RequestBuilder asked) {
    std::promise<Admit::Answer> answer;
    auto judged = admit.judge(asked.request(), Phase::kValidate);
    admit.count(std::get<Admit::Uncounted>(std::move(judged)), std::chrono::hours{1},
                [&](Admit::Answer given) { answer.set_value(std::move(given)); });
    return answer.get_future().get().decision;
  }
};

TEST(Admit, RecordsWhoAskedForWhatAndWhatCameOfIt) {
  Admission here;
  auto asked = creating(a_pod().named("train").labelled("team", "speech").labelled("user", "alice"));
  asked.by("oidc:alice");
  EXPECT_FALSE(here.at_once(asked, Phase::kValidate).allowed);
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
  EXPECT_EQ(here.at_once(asked, Phase::kMutate).team, "vision");
  here.site.publish(site_with_team("robotics"));
  EXPECT_EQ(here.at_once(asked, Phase::kMutate).team, "robotics");
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

TEST(Admit, AnswersAPodWithGpusWhenTheyWereCounted) {
  WithQuota here;
  auto asked = WithQuota::trainer("first", "8");
  ASSERT_TRUE(std::holds_alternative<Admit::Uncounted>(here.admit.judge(asked.request(), Phase::kValidate)));
  EXPECT_TRUE(here.recorder.records().empty()) << "nothing is decided yet";

  EXPECT_TRUE(here.counted(WithQuota::trainer("first", "8")).allowed);
  const policy::Decision second = here.counted(WithQuota::trainer("second", "1"));
  EXPECT_FALSE(second.allowed);
  EXPECT_THAT(policy::denial_text(second), testing::HasSubstr("exceeded quota"));

  const auto records = here.recorder.records();
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].verdict, "allowed");
  EXPECT_EQ(records[1].verdict, "denied");
  EXPECT_EQ(records[1].name, "second");
  EXPECT_EQ(records[1].team, "vision");
  EXPECT_THAT(records[1].rules, testing::ElementsAre("gpu-quota"));
}

TEST(Admit, RefusesWhatNobodyCouldCountToBeTriedAgain) {
  WithQuota here;
  here.ledgers.put_specs({});
  const policy::Decision decision = here.counted(WithQuota::trainer("first", "1"));
  EXPECT_FALSE(decision.allowed);
  EXPECT_EQ(decision.code, 503);
  EXPECT_EQ(here.recorder.records()[0].verdict, "error");
}

TEST(Patience, EndsASecondBeforeTheCallersOrHalfWay) {
  EXPECT_EQ(patience(std::chrono::seconds{10}), std::chrono::seconds{9});
  EXPECT_EQ(patience(std::chrono::seconds{5}), std::chrono::seconds{4});
  EXPECT_EQ(patience(std::chrono::seconds{1}), Duration{500});
}

}  // namespace
}  // namespace tollgate::admission
