#include "core/policy/pod_edit.h"

#include <gtest/gtest.h>

namespace tollgate::policy {
namespace {

TEST(PodEdit, ReadsAsInTheManifest) {
  EXPECT_EQ(describe(SetLabel{"team", "vision"}), "metadata.labels.team: vision");
  EXPECT_EQ(describe(ClearPrivileged{model::ContainerKind::kInit, "setup"}),
            "spec.initContainers[setup].securityContext.privileged: false");
  EXPECT_EQ(describe(ClearHostNamespace{HostNamespace::kIpc}), "spec.hostIPC: false");
}

}  // namespace
}  // namespace tollgate::policy
