// From a pod to what its team's ledger counts: asks, place, charge; and the spec the ledger judges them by.

#include "core/policy/gpu/charge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory_resource>

#include "core/policy/gpu/ledger_specs.h"
#include "tests/fakes/pod_builder.h"
#include "tests/fakes/policies.h"

namespace tollgate::policy {
namespace {

using fakes::a_pod;
using fakes::PodBuilder;
using model::GpuUnits;
using testing::ElementsAre;
using testing::IsEmpty;

std::string document(std::string_view kind, std::string_view name, std::string_view spec) {
  return "---\napiVersion: tollgate.dev/v1alpha1\nkind: " + std::string{kind} + "\nmetadata: {name: " + std::string{name} +
         "}\nspec: {" + std::string{spec} + "}\n";
}

// Two models; a pool of whole h100, one of h100 in slices, one of a100 that Slurm owns.
std::string two_models() {
  return "apiVersion: tollgate.dev/v1alpha1\nkind: Platform\nmetadata: {name: site}\nspec:\n"
         "  tiers: [{name: normal, priorityClass: normal, value: 1}]\n"
         "  jobTypes: {training: {tier: normal, pools: [whole]}, interactive: {tier: normal, pools: [sliced, whole]}, "
         "other: {tier: normal}}\n" +
         document("GpuCatalog", "gpus",
                  "models: {h100: {nodeLabel: {gpu: H100}, mig: {1g.10gb: 1/7}}, a100: {nodeLabel: {gpu: A100}, mig: {1g.5gb: "
                  "1/7}}}, resources: {nvidia.com/gpu: {units: 1}, \"nvidia.com/mig-*\": {migProfile: true}}, deviceClasses: "
                  "{gpu.nvidia.com: {units: 1}}") +
         document("Pool", "sliced",
                  "owner: kubernetes, model: h100, gpus: 8, nodeSelector: {pool: sliced}, shapes: [{gpusPerNode: 8, "
                  "migProfiles: [1g.10gb]}]") +
         document("Pool", "whole",
                  "owner: kubernetes, model: h100, gpus: 16, nodeSelector: {pool: whole}, shapes: [{gpusPerNode: 16}]") +
         document("Pool", "slurm", "owner: slurm, model: a100, gpus: 8") + document("Team", "research", "quota: {gpus: 16}") +
         document("Team", "vision", "parent: research, quota: {gpus: 8, guaranteed: 1/7, byModel: {h100: 8}}") +
         document("Team", "free", "");
}

class ChargeTest : public testing::Test {
 protected:
  model::Pod pod(const PodBuilder& builder) { return builder.build(&arena_); }

  // "pool resource amount" of each cell.
  std::vector<std::string> charged(const PodBuilder& builder, std::string_view job_type, std::string_view team = "vision") {
    const auto charge =
        charge_of(site_, *site_.find_team(team), pod(builder), {.team = team, .user = "alice", .job_type = job_type});
    EXPECT_TRUE(charge.ok());
    std::vector<std::string> cells;
    if (!charge.ok() || !*charge) return cells;
    for (const quota::Cell& cell : (*charge)->cells) {
      cells.push_back(cell.key.pool + " " + cell.key.resource + " " + std::to_string(cell.amount));
    }
    return cells;
  }

  Site site_ = fakes::site(two_models());
  std::pmr::monotonic_buffer_resource arena_;
};

TEST_F(ChargeTest, IsTheEffectiveRequestByResource) {
  EXPECT_THAT(charged(a_pod().gpus("2"), "training"), ElementsAre("whole nvidia.com/gpu 2"));
  EXPECT_THAT(charged(a_pod().container("a").gpus("1").container("b").gpus("1e0"), "training"),
              ElementsAre("whole nvidia.com/gpu 2"));
  EXPECT_THAT(charged(a_pod().container("init", model::ContainerKind::kInit).gpus("4").container("main").gpus("1"), "training"),
              ElementsAre("whole nvidia.com/gpu 4"));
  EXPECT_THAT(charged(a_pod().limits("deviceclass.resource.kubernetes.io/gpu.nvidia.com", "1"), "training"),
              ElementsAre("whole deviceclass.resource.kubernetes.io/gpu.nvidia.com 1"));
}

TEST_F(ChargeTest, IsNothingWithoutGpusOrWithoutAQuota) {
  EXPECT_THAT(charged(a_pod(), "training"), IsEmpty());
  EXPECT_THAT(charged(a_pod().gpus("0"), "training"), IsEmpty());
  EXPECT_THAT(charged(a_pod().gpus("1"), "training", "free"), IsEmpty());
}

TEST_F(ChargeTest, SaysWhosePodItIs) {
  const auto charge = charge_of(site_, *site_.find_team("vision"), pod(a_pod().named("train").gpus("1").owned_by("Job", "j")),
                                {.team = "vision", .user = "alice", .job_type = "training"});
  ASSERT_TRUE(charge.ok() && charge->has_value());
  const quota::CellKey& key = (*charge)->cells.front().key;
  EXPECT_EQ(key.team, "vision");
  EXPECT_EQ(key.user, "alice");
  EXPECT_EQ(key.tier, "normal");
  EXPECT_EQ((*charge)->name, "/train");
}

TEST_F(ChargeTest, RefusesWhatItCannotRead) {
  const auto charge = charge_of(site_, *site_.find_team("vision"), pod(a_pod().gpus("1e2147483648")), {});
  EXPECT_FALSE(charge.ok());
}

TEST_F(ChargeTest, GoesWhereThePodSelectsElseToTheFirstPoolThatFits) {
  EXPECT_THAT(charged(a_pod().gpus("1").selecting("pool", "sliced"), "training"), ElementsAre("sliced nvidia.com/gpu 1"));
  EXPECT_THAT(charged(a_pod().gpus("9"), "interactive"), ElementsAre("whole nvidia.com/gpu 9"));
  EXPECT_THAT(charged(a_pod().limits("nvidia.com/mig-1g.10gb", "2"), "interactive"),
              ElementsAre("sliced nvidia.com/mig-1g.10gb 2"));
  EXPECT_THAT(charged(a_pod().gpus("1"), "other"), ElementsAre("sliced nvidia.com/gpu 1"));
}

TEST_F(ChargeTest, KnowsTheModelWithoutAPool) {
  EXPECT_THAT(charged(a_pod().gpus("17"), "training"), ElementsAre(" nvidia.com/gpu 17"));
  EXPECT_THAT(charged(a_pod().gpus("1").selecting("gpu", "A100"), "training"), ElementsAre("model/a100 nvidia.com/gpu 1"));
  EXPECT_THAT(charged(a_pod().limits("nvidia.com/mig-1g.5gb", "1").selecting("gpu", "A100"), "training"),
              ElementsAre("model/a100 nvidia.com/mig-1g.5gb 1"));
}

TEST_F(ChargeTest, LedgersCarryTheTreeAndWhatEveryResourceIsWorth) {
  const auto specs = ledger_specs(site_);
  ASSERT_THAT(specs, testing::SizeIs(1));
  const quota::LedgerSpec& spec = specs.at("research");
  EXPECT_EQ(spec.teams.size(), 2U);
  EXPECT_EQ(spec.find_team("vision")->guaranteed, *GpuUnits::parse("1/7"));
  EXPECT_EQ(spec.find_team("vision")->by_model.front().key, "h100");
  EXPECT_EQ(spec.model_of("sliced"), "h100");
  EXPECT_EQ(spec.model_of("model/a100"), "a100");
  EXPECT_EQ(spec.weight_of("nvidia.com/gpu", ""), GpuUnits::gpus(1));
  EXPECT_EQ(spec.weight_of("nvidia.com/mig-1g.10gb", "sliced"), *GpuUnits::parse("1/7"));
  EXPECT_EQ(spec.weight_of("nvidia.com/mig-1g.10gb", "slurm"), std::nullopt);
  EXPECT_EQ(spec.weight_of("deviceclass.resource.kubernetes.io/gpu.nvidia.com", "whole"), GpuUnits::gpus(1));
}

}  // namespace
}  // namespace tollgate::policy
