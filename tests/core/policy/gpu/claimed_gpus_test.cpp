// What claims hold of GPUs, and what is written on a pod of it.

#include "core/policy/gpu/claimed_gpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <memory_resource>

#include "core/policy/gpu/gpu_ask.h"
#include "tests/fakes/pod_builder.h"

namespace tollgate::policy {
namespace {

using fakes::a_pod;
using model::DeviceAsk;
using model::DeviceRequest;
using model::GpuUnits;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kWhole = "deviceclass.resource.kubernetes.io/gpu.nvidia.com";
constexpr const char* kSlice = "deviceclass.resource.kubernetes.io/slice.nvidia.com";

GpuCatalog catalog() {
  GpuCatalog catalog;
  catalog.resources = {{.name = "nvidia.com/gpu", .units = GpuUnits::gpus(1)}};
  catalog.device_classes = {{"gpu.nvidia.com", GpuUnits::gpus(1)},
                            {"slice.nvidia.com", GpuUnits::units(GpuUnits::kPerGpu / 7)},
                            {"nic.example.com", {}}};
  return catalog;
}

DeviceAsk ask(std::string device_class, std::int64_t count = 1) {
  return {.device_class = std::move(device_class), .count = count};
}

std::vector<ClaimedGpus> claimed(std::vector<DeviceRequest> requests) { return claimed_gpus(catalog(), requests); }

TEST(ClaimedGpus, AreAddedUpByClass) {
  EXPECT_THAT(claimed({{"a", {ask("gpu.nvidia.com", 2)}}, {"b", {ask("slice.nvidia.com")}}, {"c", {ask("gpu.nvidia.com")}}}),
              ElementsAre(ClaimedGpus{kWhole, 3}, ClaimedGpus{kSlice, 1}));
}

TEST(ClaimedGpus, AreThoseOfTheDearestAlternative) {
  EXPECT_THAT(claimed({{"a", {ask("slice.nvidia.com", 6), ask("gpu.nvidia.com")}}}), ElementsAre(ClaimedGpus{kWhole, 1}));
  EXPECT_THAT(claimed({{"a", {ask("slice.nvidia.com", 8), ask("gpu.nvidia.com")}}}), ElementsAre(ClaimedGpus{kSlice, 8}));
}

TEST(ClaimedGpus, AreAsManyAsAClaimCanGetWhenItAsksForAll) {
  EXPECT_THAT(claimed({{"a", {{.device_class = "gpu.nvidia.com", .allocation_mode = "All"}}}}),
              ElementsAre(ClaimedGpus{kWhole, 32}));
}

TEST(ClaimedGpus, AreNoneForAdministrationAndForWhatIsNoGpu) {
  EXPECT_THAT(claimed({{"a", {{.device_class = "gpu.nvidia.com", .admin_access = true}}}, {"b", {ask("nic.example.com", 4)}}}),
              IsEmpty());
}

TEST(ClaimedGpus, StopAtTheLargestNumber) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  EXPECT_THAT(claimed({{"a", {ask("gpu.nvidia.com", kMost)}}, {"b", {ask("gpu.nvidia.com", kMost)}}}),
              ElementsAre(ClaimedGpus{kWhole, kMost}));
  EXPECT_THAT(claimed({{"a", {ask("gpu.nvidia.com", -3)}}}), IsEmpty());
}

TEST(ClaimedGpus, AreNotKnownOfAClassThatIsNotListed) {
  const std::vector<DeviceRequest> requests{{"a", {ask("gpu.nvidia.com"), ask("mig.nvidia.com")}}};
  ASSERT_NE(unknown_class(catalog(), requests), nullptr);
  EXPECT_EQ(*unknown_class(catalog(), requests), "mig.nvidia.com");
  EXPECT_EQ(unknown_class(catalog(), {{"a", {ask("nic.example.com")}}}), nullptr);
}

class PodClaims : public testing::Test {
 protected:
  PodClaims() {
    cluster_.claim_templates["vision/one"] = {"vision", "one", {{"gpu", {ask("gpu.nvidia.com")}}}};
    cluster_.claim_templates["vision/mixed"] = {
        "vision", "mixed", {{"a", {ask("gpu.nvidia.com", 2)}}, {"b", {ask("slice.nvidia.com")}}}};
    cluster_.claim_templates["vision/nic"] = {"vision", "nic", {{"nic", {ask("nic.example.com")}}}};
  }

  model::Pod pod(std::vector<model::PodClaim> claims, std::string_view annotation = {}) {
    auto builder = a_pod();
    if (!annotation.empty()) builder.annotated(kPodClaims, annotation);
    builders_.push_back(std::move(builder));
    model::Pod built = builders_.back().build(&arena_);
    for (const model::PodClaim& claim : claims) built.resource_claims.push_back(claim);
    return built;
  }
  std::optional<std::string> to_write(const model::Pod& pod) { return claims_to_write(catalog(), cluster_, "vision", pod); }

  ClusterView cluster_;
  std::pmr::monotonic_buffer_resource arena_;
  std::deque<fakes::PodBuilder> builders_;
};

TEST_F(PodClaims, AreWrittenByTheNameInThePod) {
  EXPECT_EQ(to_write(pod({{"a", {}, "one"}, {"shared", "somebody's", {}}, {"b", {}, "mixed"}})),
            "a:deviceclass.resource.kubernetes.io/gpu.nvidia.com=1,b:deviceclass.resource.kubernetes.io/gpu.nvidia.com=2,"
            "b:deviceclass.resource.kubernetes.io/slice.nvidia.com=1");
}

TEST_F(PodClaims, AreWrittenAsNoneWhenTheyHoldNoGpus) { EXPECT_EQ(to_write(pod({{"a", {}, "nic"}})), ""); }

TEST_F(PodClaims, AreNotWrittenWithoutATemplateThatIsKnown) {
  EXPECT_EQ(to_write(pod({})), std::nullopt);
  EXPECT_EQ(to_write(pod({{"shared", "somebody's", {}}})), std::nullopt);
  EXPECT_EQ(to_write(pod({{"a", {}, "one"}, {"b", {}, "elsewhere"}})), std::nullopt);
}

TEST_F(PodClaims, AreReadAsTheyWereWritten) {
  const model::Pod written = pod({}, *to_write(pod({{"a", {}, "one"}, {"b", {}, "mixed"}})));
  EXPECT_THAT(written_claims(written.metadata),
              ElementsAre(PodClaimedGpus{"a", kWhole, 1}, PodClaimedGpus{"b", kWhole, 2}, PodClaimedGpus{"b", kSlice, 1}));
}

TEST_F(PodClaims, AreNotReadWhereTheyMakeNoSense) {
  for (const char* odd : {",", "a", "a:b", "a:b=", "a:b=x", "a:b=-1", "a:b=0", "a=1:b", "a:b=99999999999999999999"}) {
    EXPECT_THAT(written_claims(pod({}, odd).metadata), IsEmpty()) << odd;
  }
  EXPECT_THAT(written_claims(pod({}, "?,a:b=1").metadata), ElementsAre(PodClaimedGpus{"a", "b", 1}));
}

// One pod asks by every name there is, and all of it comes into one sum.
TEST_F(PodClaims, AddToWhatTheContainersAskFor) {
  builders_.push_back(a_pod()
                          .limits("nvidia.com/gpu", "1")
                          .limits(kWhole, "2")
                          .annotated(kPodClaims, "a:deviceclass.resource.kubernetes.io/gpu.nvidia.com=4"));
  const model::Pod asking = builders_.back().build(&arena_);
  const auto asks = gpu_asks(catalog(), asking);
  ASSERT_TRUE(asks.ok());
  EXPECT_THAT(*asks, ElementsAre(GpuAsk{kWhole, 6}, GpuAsk{"nvidia.com/gpu", 1}));
}

}  // namespace
}  // namespace tollgate::policy
