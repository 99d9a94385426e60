// GpuCatalog and Pool: what they say, and what must hold between them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/policies.h"

namespace tollgate::policy {
namespace {

using fakes::site;
using model::GpuUnits;
using testing::ElementsAre;
using testing::HasSubstr;

std::string document(std::string_view kind, std::string_view name, std::string_view spec) {
  return "---\napiVersion: tollgate.dev/v1alpha1\nkind: " + std::string{kind} + "\nmetadata: {name: " + std::string{name} +
         "}\nspec: {" + std::string{spec} + "}\n";
}

constexpr std::string_view kModels =
    "models: {h100: {nodeLabel: {gpu: H100}, mig: {1g.10gb: 1/7, 3g.40gb: 1/2}, sizes: {small: 1g.10gb}}}, ";

std::string all(std::string_view documents) {
  return std::string{fakes::platform_yaml()} + document("Team", "vision", "") + std::string{documents};
}

std::string catalog(std::string_view rest) { return document("GpuCatalog", "gpus", std::string{kModels} + std::string{rest}); }

std::vector<std::string> wrong(std::string_view documents) {
  std::vector<std::string> texts = fakes::mistakes(all(documents));
  for (std::string& text : texts) text.erase(0, text.find("error: ") + 7);
  return texts;
}

TEST(GpuCatalog, WithoutADocumentNvidiasGpuIsOne) {
  const Site s = site(all(""));
  EXPECT_EQ(s.gpus.find_resource("nvidia.com/gpu")->units, GpuUnits::gpus(1));
  EXPECT_TRUE(s.gpus.is_gpu("nvidia.com/anything"));
  EXPECT_TRUE(s.gpus.is_gpu("deviceclass.resource.kubernetes.io/gpu.nvidia.com"));
  EXPECT_FALSE(s.gpus.is_gpu("cpu"));
  EXPECT_FALSE(s.gpus.is_gpu("example.com/fpga"));
}

TEST(GpuCatalog, SaysWhatEachNameIsWorth) {
  const Site s =
      site(all(catalog("resources: {nvidia.com/gpu: {units: 1}, nvidia.com/gpu.shared: {units: 1/4, max: 1}, "
                       "\"nvidia.com/mig-*\": {migProfile: true}, example.com/gpu: {units: 2, model: h100}}, "
                       "deviceClasses: {gpu.nvidia.com: {units: 1}}, gpuDomains: [nvidia.com]")));
  EXPECT_EQ(s.gpus.find_resource("nvidia.com/gpu.shared")->units, *GpuUnits::parse("1/4"));
  EXPECT_EQ(s.gpus.find_resource("nvidia.com/gpu.shared")->max, 1);
  const GpuResource* mig = s.gpus.find_resource("nvidia.com/mig-1g.10gb");
  ASSERT_NE(mig, nullptr);
  EXPECT_EQ(profile_in(*mig, "nvidia.com/mig-1g.10gb"), "1g.10gb");
  EXPECT_EQ(find_share(s.gpus.find_model("h100")->mig, "3g.40gb")->gpus, *GpuUnits::parse("1/2"));
  EXPECT_TRUE(s.gpus.is_gpu("example.com/gpu"));
  EXPECT_FALSE(s.gpus.is_gpu("amd.com/gpu"));
  EXPECT_EQ(s.gpus.find_device_class("deviceclass.resource.kubernetes.io/gpu.nvidia.com")->units, GpuUnits::gpus(1));
  EXPECT_EQ(s.gpus.find_device_class("gpu.nvidia.com"), nullptr);
}

TEST(GpuCatalog, RefusesWhatCannotBe) {
  EXPECT_THAT(wrong(catalog("resources: {nvidia.com/gpu: {}}")),
              ElementsAre(HasSubstr("nvidia.com/gpu: needs either units or migProfile: true")));
  EXPECT_THAT(wrong(catalog("resources: {\"nvidia.com/gpu*\": {units: 1}}")),
              ElementsAre(HasSubstr("stands for a profile only")));
  EXPECT_THAT(wrong(catalog("resources: {nvidia.com/gpu: {units: 1/17}}")), ElementsAre(HasSubstr("can be shared by")));
  EXPECT_THAT(wrong(catalog("resources: {nvidia.com/gpu: {units: 0}}")), ElementsAre(HasSubstr("units: must be more than none")));
  EXPECT_THAT(wrong(catalog("resources: {gpu: {units: 1}}")), ElementsAre(HasSubstr("the name of an extended resource")));
  EXPECT_THAT(wrong(catalog("resources: {nvidia.com/gpu: {units: 1, model: h200}}")),
              ElementsAre(HasSubstr("unknown GPU model \"h200\" (did you mean \"h100\"?)")));
  EXPECT_THAT(wrong(document("GpuCatalog", "gpus", "models: {h100: {mig: {tiny: 1/7}}}")),
              ElementsAre(HasSubstr("\"tiny\" must be a MIG profile")));
  EXPECT_THAT(
      wrong(document("GpuCatalog", "gpus", "models: {h100: {mig: {1g.10gb: 2}, sizes: {small: 2g.20gb}}}")),
      ElementsAre(HasSubstr("profile 1g.10gb is 2 of a GPU"), HasSubstr("size small is profile 2g.20gb, which it lacks")));
  EXPECT_THAT(wrong(catalog("") + document("GpuCatalog", "more", "")), ElementsAre(HasSubstr("a second GpuCatalog")));
}

TEST(Pool, IsNodesOfOneModel) {
  const Site s = site(all(catalog("") + document("Pool", "kube",
                                                 "owner: kubernetes, model: h100, gpus: 32, nodeSelector: {pool: kube}, shapes: "
                                                 "[{gpusPerNode: 16, nodes: 2, migProfiles: [1g.10gb]}], allowCapabilities: "
                                                 "[IPC_LOCK]")));
  const Pool* pool = s.find_pool("kube");
  ASSERT_NE(pool, nullptr);
  EXPECT_EQ(pool->owner, PoolOwner::kKubernetes);
  EXPECT_EQ(pool->shapes.at(0).nodes, 2);
  EXPECT_THAT(pool->allow_capabilities, ElementsAre("IPC_LOCK"));
}

TEST(Pool, RefusesWhatCannotBe) {
  const auto pool = [](std::string_view name, std::string_view spec) {
    return document("Pool", name, "owner: kubernetes, model: h100, gpus: 16, " + std::string{spec});
  };
  EXPECT_THAT(wrong(catalog("") + pool("kube", "shapes: []")), ElementsAre(HasSubstr("pool kube needs a nodeSelector")));
  EXPECT_THAT(wrong(catalog("") + pool("kube", "nodeSelector: {a: b}, shapes: [{gpusPerNode: 8}]")),
              ElementsAre(HasSubstr("has 16 GPUs, but its shapes add up to 8")));
  EXPECT_THAT(wrong(catalog("") + pool("kube", "nodeSelector: {a: b}, shapes: [{gpusPerNode: 16, migProfiles: [7g.80gb]}]")),
              Contains(HasSubstr("model h100 has no MIG profile 7g.80gb")));
  EXPECT_THAT(wrong(catalog("") + pool("a", "nodeSelector: {a: b}") + pool("b", "nodeSelector: {a: b}")),
              ElementsAre(HasSubstr("pool b selects the same nodes as pool a")));
  EXPECT_THAT(wrong(catalog("") + pool("a", "nodeSelector: {a: b}, allowCapabilities: [CAP_IPC_LOCK]")),
              ElementsAre(HasSubstr("must be a Linux capability")));
  EXPECT_THAT(wrong(document("Pool", "slurm", "owner: slurm, model: h200, gpus: 16")),
              ElementsAre(HasSubstr("unknown GPU model \"h200\"")));
}

}  // namespace
}  // namespace tollgate::policy
