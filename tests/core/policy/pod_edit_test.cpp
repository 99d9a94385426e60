#include "core/policy/pod_edit.h"

#include <gtest/gtest.h>

namespace tollgate::policy {
namespace {

TEST(PodEdit, ReadsAsInTheManifest) {
  EXPECT_EQ(describe(SetLabel{"team", "vision"}), "metadata.labels.team: vision");
  EXPECT_EQ(describe(RenameResource{model::ContainerKind::kApp, "main", "nvidia.com/mig-small", "nvidia.com/mig-1g.10gb"}),
            "nvidia.com/mig-1g.10gb instead of nvidia.com/mig-small in spec.containers[main].resources");
  EXPECT_EQ(describe(SetPriority{"gpu-low", 100, "Never"}), "spec.priorityClassName: gpu-low");
  EXPECT_EQ(describe(SetAnnotation{"tollgate.dev/gang-size", "4"}), "metadata.annotations[tollgate.dev/gang-size]: 4");
  EXPECT_EQ(describe(AddSchedulingGate{"tollgate.dev/quota"}), "spec.schedulingGates: [{name: tollgate.dev/quota}]");
}

}  // namespace
}  // namespace tollgate::policy
