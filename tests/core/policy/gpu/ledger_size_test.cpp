// A ledger is one object: a tree that could make it too large does not compile.

#include "core/policy/gpu/ledger_size.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/policies.h"

namespace tollgate::policy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A team with this ceiling, whose members are people or a group, where a MIG slice is the smallest share.
std::vector<std::string> wrong(std::string_view gpus, std::string_view members, std::string_view slice = "1/7") {
  return fakes::mistakes(std::string{fakes::platform_yaml()} +
                         "---\napiVersion: tollgate.dev/v1alpha1\nkind: Team\nmetadata: {name: vision}\n"
                         "spec: {quota: {gpus: " +
                         std::string{gpus} + "}, members: " + std::string{members} +
                         "}\n---\napiVersion: tollgate.dev/v1alpha1\nkind: GpuCatalog\nmetadata: {name: gpus}\n"
                         "spec: {models: {h100: {mig: {1g.10gb: " +
                         std::string{slice} +
                         "}}}, resources: {nvidia.com/gpu: {units: 1}, nvidia.com/mig-*: {migProfile: true}}}\n");
}

TEST(LedgerSize, HoldsAllThatFitsAtOnce) {
  EXPECT_THAT(wrong("512", "{groups: [g]}"), IsEmpty()) << "3584 slices";
  EXPECT_THAT(wrong("541", "{groups: [g]}"),
              ElementsAre(AllOf(HasSubstr("policies.yaml:"), HasSubstr("the quota ledger of vision could grow to 600 KiB"),
                                HasSubstr("3787 pods"), HasSubstr("Fix: fewer gpus at the root"))));
  EXPECT_THAT(wrong("512", "{groups: [g]}", "1/24"), ElementsAre(HasSubstr("could grow to 1596 KiB")));
}

TEST(LedgerSize, IsBoundedByWhoThereIs) {
  EXPECT_THAT(wrong("100000", "{users: [alice, bob]}"), IsEmpty()) << "three users, four job types, one place, two resources";
  EXPECT_THAT(wrong("100000", "{groups: [g]}"), ElementsAre(HasSubstr("700000 pods")));
  EXPECT_THAT(wrong("9000000000", "{groups: [g]}"), testing::SizeIs(1)) << "however large";
}

}  // namespace
}  // namespace tollgate::policy
