// Pods that wait: who gets the gate, what is still asked of whoever carries it, and how many start together.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/policy/decide.h"
#include "core/policy/gpu/queueing.h"
#include "tests/fakes/builders.h"
#include "tests/fakes/team_changes.h"

namespace tollgate::policy {
namespace {

using fakes::a_pod;
using fakes::creating;
using fakes::PodBuilder;
using fakes::RequestBuilder;
using model::GpuUnits;
using testing::ElementsAre;
using testing::IsEmpty;

const PodEdit kGate = AddSchedulingGate{std::string{kQuotaGate}};

PodBuilder trainer() {
  return a_pod().labelled("team", "vision").labelled("user", "alice").labelled("job_type", "training").gpus("2");
}

class Queueing : public testing::Test {
 protected:
  Queueing() {
    TeamQuota quota;
    quota.gpus = GpuUnits::gpus(8);
    fakes::change_team(site_, "vision")->quota = quota;
    training().on_quota = OnQuota::kQueue;
  }

  JobType& training() { return *std::ranges::find(site_.platform.job_types, "training", &JobType::name); }

  // What /mutate writes beside the identity labels.
  std::vector<PodEdit> written(RequestBuilder request, const QuotaView& quota = {}) const {
    const Decision decision = decide(site_, {}, request.request(), Phase::kMutate, {}, quota);
    std::vector<PodEdit> edits;
    for (const PlacedEdit& placed : decision.edits) {
      if (!std::holds_alternative<SetLabel>(placed.edit)) edits.push_back(placed.edit);
    }
    return edits;
  }
  Decision validated(RequestBuilder request) const { return decide(site_, {}, request.request(), Phase::kValidate, {}); }

  Site site_ = fakes::a_site();
};

TEST_F(Queueing, GatesAPodThatMayWait) {
  EXPECT_THAT(written(creating(trainer())), ElementsAre(kGate));
  EXPECT_THAT(written(creating(a_pod().gpus("2").owned_by("Job", "train"))), ElementsAre(kGate)) << "by its inferred job type";
}

TEST_F(Queueing, GatesNobodyElse) {
  EXPECT_THAT(written(creating(a_pod().labelled("job_type", "training"))), IsEmpty()) << "it holds no GPUs";
  EXPECT_THAT(written(creating(trainer().bound_to("gpu-1"))), IsEmpty()) << "the API would refuse it";
  EXPECT_THAT(written(creating(trainer().owned_by("DaemonSet", "all"))), IsEmpty());
  EXPECT_THAT(written(creating(trainer()).in("default")), IsEmpty());
  EXPECT_THAT(written(creating(trainer()), {.ledger = {}, .has_queue = false}), IsEmpty()) << "nobody would let it in";
  training().on_quota = OnQuota::kDeny;
  EXPECT_THAT(written(creating(trainer())), IsEmpty());
  training().on_quota = OnQuota::kQueue;
  fakes::change_team(site_, "vision")->quota.reset();
  EXPECT_THAT(written(creating(trainer())), IsEmpty()) << "nothing to wait for";
}

TEST_F(Queueing, GatesNobodyWhoIsHeldToNoLimit) {
  PolicyInstance warning = fakes::instance_of("gpu-quota", "only-warn");
  warning.mode = Mode::kWarn;
  const Teams teams = site_.teams;
  const Platform platform = site_.platform;
  site_ = fakes::a_site().policy(std::move(warning));
  site_.teams = teams;
  site_.platform = platform;
  EXPECT_THAT(written(creating(trainer())), IsEmpty());
}

TEST_F(Queueing, CountsWhoWaitsLater) {
  EXPECT_FALSE(validated(creating(trainer().gated(kQuotaGate))).pending);
  EXPECT_TRUE(validated(creating(trainer().gated(kQuotaGate))).allowed);
  EXPECT_TRUE(validated(creating(trainer())).pending) << "somebody took the gate off on the way: it is judged at once";
}

TEST_F(Queueing, SaysHowManyPodsStartTogether) {
  training().gang = true;
  const auto gang = [&](RequestBuilder request) { return written(std::move(request)); };
  EXPECT_THAT(gang(creating("Job", trainer()).with_pods(4, true)),
              ElementsAre(SetAnnotation{std::string{kGangSizeAnnotation}, "4"}));
  EXPECT_THAT(gang(creating("Deployment", trainer()).with_pods(4, false)), IsEmpty()) << "they come one after another";
  EXPECT_THAT(gang(creating("ReplicaSet", trainer()).with_pods(4, true).owned_by_workload("apps/v1", "Deployment")), IsEmpty())
      << "whose pods they are has said so";
  training().gang = false;
  EXPECT_THAT(gang(creating("Job", trainer()).with_pods(4, true)), IsEmpty());
}

TEST_F(Queueing, KnowsWhereAPodStands) {
  training().tier = "normal";
  training().gang = true;
  site_.platform.tiers = {{.name = "normal", .priority_class = "gpu-normal", .value = 100, .slurm_qos = {}}};
  std::pmr::monotonic_buffer_resource arena;
  PodBuilder builder = trainer().owned_by("Job", "train").annotated(kGangSizeAnnotation, "4");
  model::Pod pod = builder.build(&arena);
  pod.metadata.created = "2026-11-22T10:00:00Z";
  pod.metadata.owner_references->front().uid = "job-uid";
  EXPECT_EQ(standing_of(site_, pod, "training"),
            (quota::Standing{.tier = 100, .since = "2026-11-22T10:00:00Z", .gang = "job-uid", .gang_size = 4}));
  EXPECT_EQ(standing_of(site_, pod, "inference").gang, "") << "its job type starts nothing together";
  PodBuilder odd = trainer().owned_by("Job", "train").annotated(kGangSizeAnnotation, "many");
  EXPECT_EQ(standing_of(site_, odd.build(&arena), "training").gang, "");
  EXPECT_EQ(standing_of(site_, trainer().annotated(kGangSizeAnnotation, "4").build(&arena), "training").gang, "")
      << "nobody else has its owner";
}

}  // namespace
}  // namespace tollgate::policy
