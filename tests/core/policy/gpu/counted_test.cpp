#include "core/policy/gpu/counted.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/builders.h"
#include "tests/fakes/team_changes.h"

namespace tollgate::policy {
namespace {

using fakes::a_pod;
using fakes::PodBuilder;

class Counted : public testing::Test {
 protected:
  Counted() {
    TeamQuota quota;
    quota.gpus = model::GpuUnits::gpus(64);
    fakes::change_teams(site_, [&](auto& teams) {
      for (Team& team : teams) team.quota = quota;
    });
  }

  std::optional<CountedCharge> charge_of(const PodBuilder& pod, std::string_view namespace_name) {
    model::Pod built = pod.build(&arena_);
    built.metadata.namespace_name = namespace_name;
    built.metadata.name = "train";
    built.metadata.uid = "uid-1";
    return counted_charge(site_, cluster_, built).value();
  }

  std::pmr::monotonic_buffer_resource arena_;
  Site site_ = fakes::a_site();
  ClusterView cluster_;
};

TEST_F(Counted, GoesToTheTeamOfTheStampWhateverTheNamespaceSaysNow) {
  const auto charge =
      charge_of(a_pod().labelled("team", "speech").labelled("user", "bob").labelled("job_type", "inference").gpus("2"), "vision");
  ASSERT_TRUE(charge.has_value());
  EXPECT_EQ(charge->root, "speech");
  EXPECT_EQ(charge->charge.uid, "uid-1");
  EXPECT_EQ(charge->charge.name, "vision/train");
  ASSERT_EQ(charge->charge.cells.size(), 1U);
  EXPECT_EQ(charge->charge.cells[0].key.user, "bob");
  EXPECT_EQ(charge->charge.cells[0].key.job_type, "inference");
  EXPECT_EQ(charge->charge.cells[0].amount, 2);
}

TEST_F(Counted, GoesToTheNamespacesTeamWithoutAStamp) {
  const auto charge = charge_of(a_pod().gpus("2"), "vision");
  ASSERT_TRUE(charge.has_value());
  EXPECT_EQ(charge->root, "vision");
  EXPECT_EQ(charge->charge.cells[0].key.team, "vision");
  EXPECT_EQ(charge->charge.cells[0].key.user, "unknown");
  EXPECT_EQ(charge->charge.cells[0].key.job_type, "unknown");
}

TEST_F(Counted, KnowsANamespaceByItsLabel) {
  cluster_.namespaces["lab"] = {.name = "lab", .labels = {{std::string{kTeamLabel}, "vision"}}};
  EXPECT_EQ(charge_of(a_pod().gpus("2"), "lab").value().root, "vision");
}

TEST_F(Counted, LeavesOutWhatHoldsNoGpusOrIsNobodys) {
  EXPECT_FALSE(charge_of(a_pod(), "vision").has_value());
  EXPECT_FALSE(charge_of(a_pod().gpus("2"), "default").has_value());
  EXPECT_FALSE(charge_of(a_pod().labelled("team", "vision").gpus("2"), "kube-system").has_value());
}

TEST_F(Counted, KnowsWhoWaits) {
  EXPECT_FALSE(charge_of(a_pod().gpus("2").gated("example.com/another"), "vision")->gate.has_value());
  const PodBuilder gated = a_pod().gpus("2").gated("example.com/another").gated("tollgate.dev/quota");
  const auto waits = charge_of(PodBuilder{gated}.annotated("tollgate.dev/waiting", "place 1 of 2"), "vision");
  ASSERT_TRUE(waits.has_value());
  EXPECT_EQ(waits->gate, (quota::Gate{.version = {}, .index = 1, .said = "place 1 of 2"}));
  EXPECT_EQ(waits->charge.cells.front().amount, 2) << "what it will hold";
}

TEST_F(Counted, KnowsWhoWaitsForNothing) {
  const auto waits = charge_of(a_pod().gated("tollgate.dev/quota"), "vision");
  ASSERT_TRUE(waits.has_value());
  EXPECT_EQ(waits->root, "");
  EXPECT_EQ(waits->charge.uid, "uid-1");
  EXPECT_TRUE(waits->charge.cells.empty());
  EXPECT_FALSE(charge_of(a_pod().gpus("2").gated("tollgate.dev/quota"), "default").has_value()) << "nobody's is nobody's";
}

}  // namespace
}  // namespace tollgate::policy
