// Claims to devices, as reviews and as what is watched carry them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/kube_codec/watched.h"
#include "tests/adapters/kube_codec/reviews.h"

namespace tollgate::kube_codec {
namespace {

using model::DeviceAsk;
using model::DeviceRequest;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kSpec =
    R"({"devices":{"requests":[
      {"name":"whole","exactly":{"deviceClassName":"gpu.nvidia.com","allocationMode":"ExactCount","count":2,"selectors":[{}]}},
      {"name":"any","firstAvailable":[{"name":"a","deviceClassName":"big"},{"name":"b","deviceClassName":"small","count":4}]},
      {"name":"look","exactly":{"deviceClassName":"gpu.nvidia.com","allocationMode":"All","adminAccess":true}},
      {"name":"odd","somehow":{}}],"constraints":[]}})";

const std::vector<DeviceRequest> kRequests{
    {"whole", {{.device_class = "gpu.nvidia.com", .allocation_mode = "ExactCount", .count = 2}}},
    {"any", {{.device_class = "big"}, {.device_class = "small", .count = 4}}},
    {"look", {{.device_class = "gpu.nvidia.com", .allocation_mode = "All", .admin_access = true}}},
    {"odd", {}}};

std::string claim(std::string_view spec) {
  return R"({"metadata":{"name":"two","namespace":"vision","uid":"1","labels":{"team":"vision"}},"spec":)" + std::string{spec} +
         "}";
}

const model::ResourceClaim& claim_in(const Decoded& decoded) {
  static const model::ResourceClaim kNone{std::pmr::get_default_resource()};
  const auto* claim = std::get_if<model::ResourceClaim>(&decoded.request().object);
  EXPECT_NE(claim, nullptr);
  return claim == nullptr ? kNone : *claim;
}

TEST(Claim, HasItsMetadataAndItsRequests) {
  const Decoded decoded{a_review("ResourceClaim.resource.k8s.io", claim(kSpec))};
  EXPECT_EQ(claim_in(decoded).bearer.metadata.name, "two");
  EXPECT_EQ(claim_in(decoded).bearer.metadata.label("team"), "vision");
  EXPECT_EQ(claim_in(decoded).requests, kRequests);
}

TEST(Claim, InATemplateLiesDeeper) {
  const Decoded decoded{
      a_review("ResourceClaimTemplate.resource.k8s.io", claim(R"({"metadata":{},"spec":)" + std::string{kSpec} + "}"))};
  EXPECT_EQ(claim_in(decoded).bearer.metadata.name, "two");
  EXPECT_EQ(claim_in(decoded).requests, kRequests);
}

TEST(Claim, MayAskForNothing) {
  for (const char* spec :
       {"null", "{}", R"({"devices":null})", R"({"devices":{"requests":null}})", R"({"devices":{"requests":[]}})"}) {
    EXPECT_THAT(claim_in(Decoded{a_review("ResourceClaim.resource.k8s.io", claim(spec))}).requests, IsEmpty()) << spec;
  }
}

TEST(Claim, NamesTheFieldThatIsWrong) {
  const auto refusal = [](std::string_view spec) {
    return Decoded{a_review("ResourceClaim.resource.k8s.io", claim(spec))}.refusal();
  };
  EXPECT_EQ(refusal(R"({"devices":{"requests":[{"name":"a","exactly":{"count":"2"}}]}})"),
            "object: spec.devices.requests[0].exactly.count: expected an integer, got a string");
  EXPECT_EQ(refusal(R"({"devices":{"requests":[{"firstAvailable":[{"deviceClassName":1}]}]}})"),
            "object: spec.devices.requests[0].firstAvailable[0].deviceClassName: expected a string, got a number");
  EXPECT_EQ(refusal(R"({"devices":{"requests":[],"requests":[]}})"), "object: spec.devices.requests: stands here twice");
}

TEST(Claim, InAPodIsASharedOneOrItsOwn) {
  const Decoded decoded{a_review("Pod", pod_with_spec(R"({"resourceClaims":[{"name":"a","resourceClaimName":"two"},
      {"name":"b","resourceClaimTemplateName":"one"}],"containers":[]})"))};
  EXPECT_THAT(decoded.pod().resource_claims, ElementsAre(model::PodClaim{"a", "two", {}}, model::PodClaim{"b", {}, "one"}));
}

TEST(Claim, IsWatchedWithTheSameRequests) {
  json::Parser parser;
  std::pmr::monotonic_buffer_resource memory;
  const auto seen = decode_claim(*parser.parse_copy(claim(kSpec)), &memory);
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(seen->bearer.metadata.uid, "1");
  EXPECT_EQ(seen->requests, kRequests);
  const auto pattern = decode_claim_template(*parser.parse_copy(claim(R"({"spec":)" + std::string{kSpec} + "}")));
  ASSERT_TRUE(pattern.ok());
  EXPECT_EQ(pattern->namespace_name, "vision");
  EXPECT_EQ(pattern->requests, kRequests);
}

TEST(Claim, OfAPodsExtendedResourcesIsNamedByItsStatus) {
  json::Parser parser;
  std::pmr::monotonic_buffer_resource memory;
  const auto pod = decode_pod(
      *parser.parse_copy(R"({"metadata":{"name":"p"},"status":{"extendedResourceClaimStatus":{"resourceClaimName":"p-x"}}})"),
      &memory);
  ASSERT_TRUE(pod.ok());
  EXPECT_EQ(pod->extended_claim, "p-x");
}

}  // namespace
}  // namespace tollgate::kube_codec
