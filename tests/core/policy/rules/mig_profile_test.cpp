// What exactly is written for a size; the rest is fixtures.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/policy/decide.h"
#include "tests/fakes/builders.h"

namespace tollgate::policy {
namespace {

using fakes::a_pod;
using fakes::a_site;
using fakes::creating;
using fakes::PodBuilder;
using fakes::RequestBuilder;
using model::ContainerKind;
using model::GpuUnits;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kSmall = "nvidia.com/mig-small";

// Two models, each in a pool of its own; "small" is another profile on each.
Site site_with_slices() {
  Site site = a_site();
  site.gpus.models = {{.name = "a30", .node_label = {}, .mig = {{"1g.6gb", GpuUnits::gpus(1)}}, .sizes = {{"small", "1g.6gb"}}},
                      {.name = "h100",
                       .node_label = {},
                       .mig = {{"1g.10gb", GpuUnits::gpus(1)}, {"3g.40gb", GpuUnits::gpus(1)}},
                       .sizes = {{"small", "1g.10gb"}, {"tiny", "1g.10gb"}, {"large", "3g.40gb"}}}};
  site.gpus.resources.push_back({.name = "nvidia.com/mig-*", .units = {}, .max = {}, .mig_profile = true, .model = {}});
  Pool h100;
  h100.name = h100.model = "h100";
  h100.node_selector = {{"pool", "h100"}};
  Pool a30;
  a30.name = a30.model = "a30";
  a30.node_selector = {{"pool", "a30"}};
  a30.shapes = {{.gpus_per_node = 4, .nodes = 1, .mig_profiles = {"1g.6gb"}}};
  site.pools = {a30, h100};
  return site;
}

PodBuilder notebook() { return a_pod().labelled("team", "vision").labelled("user", "alice").labelled("job_type", "interactive"); }

std::vector<RenameResource> written(RequestBuilder request) {
  std::vector<RenameResource> all;
  for (const PlacedEdit& placed : decide(site_with_slices(), {}, request.request(), Phase::kMutate, Instant{}).edits) {
    if (const auto* edit = std::get_if<RenameResource>(&placed.edit)) all.push_back(*edit);
  }
  return all;
}

std::string denial(RequestBuilder request) {
  return denial_text(decide(site_with_slices(), {}, request.request(), Phase::kValidate, Instant{}));
}

RenameResource small_to(std::string_view resource, ContainerKind kind = ContainerKind::kApp,
                        std::string_view container = "main") {
  return {.kind = kind, .container = std::string{container}, .from = kSmall, .to = std::string{resource}};
}

TEST(MigProfile, OfASizeIsThatOfThePoolsModel) {
  EXPECT_THAT(written(creating(notebook().selecting("pool", "h100").limits(kSmall, "1"))),
              ElementsAre(small_to("nvidia.com/mig-1g.10gb")));
  EXPECT_THAT(written(creating(notebook().selecting("pool", "a30").limits(kSmall, "1"))),
              ElementsAre(small_to("nvidia.com/mig-1g.6gb")));
  EXPECT_THAT(written(creating(notebook().limits(kSmall, "1"))), ElementsAre(small_to("nvidia.com/mig-1g.6gb")));
}

TEST(MigProfile, IsWrittenInEveryContainerOfATemplate) {
  const PodBuilder pod =
      notebook().container("warm", ContainerKind::kInit).limits(kSmall, "1").container("main").limits(kSmall, "1");
  EXPECT_THAT(written(creating("Deployment", pod)),
              ElementsAre(small_to("nvidia.com/mig-1g.6gb", ContainerKind::kInit, "warm"), small_to("nvidia.com/mig-1g.6gb")));
}

TEST(MigProfile, IsLeftWhereNothingIsAskedForOrNamed) {
  EXPECT_THAT(written(creating(notebook().limits(kSmall, "0"))), IsEmpty());
  EXPECT_THAT(written(creating(notebook().limits("nvidia.com/mig-1g.6gb", "1"))), IsEmpty());
  EXPECT_THAT(written(creating(notebook().limits("nvidia.com/mig-huge", "1"))), IsEmpty());
}

TEST(MigProfile, OfTwoSizesInOneContainerIsWrittenOnce) {
  const PodBuilder pod = notebook().selecting("pool", "h100").limits(kSmall, "1").limits("nvidia.com/mig-tiny", "1");
  EXPECT_THAT(written(creating(pod)), ElementsAre(small_to("nvidia.com/mig-1g.10gb")));
  EXPECT_THAT(denial(creating(pod)), HasSubstr("[nvidia.com/mig-tiny] is a size, and no node has a resource of that name"));
}

TEST(MigProfile, ComesInOneModelAPod) {
  EXPECT_THAT(denial(creating(notebook().limits("nvidia.com/mig-1g.6gb", "1").limits("nvidia.com/mig-1g.10gb", "1"))),
              HasSubstr("[gpu-request] the GPU model of nvidia.com/mig-1g.10gb (1), nvidia.com/mig-1g.6gb (1) cannot be told"));
}

}  // namespace
}  // namespace tollgate::policy
