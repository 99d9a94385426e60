#include "core/model/pod/effective_requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <utility>

namespace tollgate::model {
namespace {

using Amounts = std::initializer_list<std::pair<const char*, const char*>>;
using Expected = std::vector<std::pair<std::string, std::string>>;

// A pod of nothing but amounts.
class Sum {
 public:
  Sum c(Amounts requests, Amounts limits = {}) && { return std::move(*this).with(ContainerKind::kApp, false, requests, limits); }
  Sum i(Amounts requests) && { return std::move(*this).with(ContainerKind::kInit, false, requests, {}); }
  Sum s(Amounts requests) && { return std::move(*this).with(ContainerKind::kInit, true, requests, {}); }
  Sum ephemeral() && { return std::move(*this).with(ContainerKind::kEphemeral, false, {}, {}); }
  Sum overhead(Amounts amounts) && {
    pod_.overhead = list(amounts);
    return std::move(*this);
  }
  Sum pod_level(Amounts amounts) && {
    pod_.requests = list(amounts);
    return std::move(*this);
  }

  // By resource name, in canonical text.
  Expected requests() const {
    Expected texts;
    const auto totals = effective_requests(pod_);
    for (const ResourceTotal& total : totals.value().all()) texts.emplace_back(total.resource, total.amount.to_text());
    return texts;
  }
  Error error() const { return effective_requests(pod_).error(); }

 private:
  Sum with(ContainerKind kind, bool sidecar, Amounts requests, Amounts limits) && {
    Container container{.kind = kind, .index = pod_.containers.size(), .name = "main", .restart_always = sidecar};
    if (requests.size() > 0) container.requests = list(requests);
    if (limits.size() > 0) container.limits = list(limits);
    // The order of the model: init containers first, as they were declared.
    const auto place = kind == ContainerKind::kInit ? pod_.containers.begin() + inits_++ : pod_.containers.end();
    pod_.containers.insert(place, std::move(container));
    return std::move(*this);
  }
  static List<ResourceAmount> list(Amounts amounts) {
    List<ResourceAmount> all;
    for (const auto& [resource, quantity] : amounts) all.push_back({resource, quantity});
    return all;
  }

  Pod pod_{std::pmr::get_default_resource()};
  std::ptrdiff_t inits_ = 0;
};

Sum pod() { return {}; }

// The worked examples, computed by Kubernetes' own helper. Resources as there: c = app container, i = init, s = sidecar.
TEST(EffectiveRequests, AppContainersAddUp) {
  EXPECT_EQ(
      pod().c({{"cpu", "500m"}, {"mem", "1Gi"}, {"gpu", "1"}}).c({{"cpu", "250m"}, {"mem", "512Mi"}, {"gpu", "2"}}).requests(),
      (Expected{{"cpu", "750m"}, {"gpu", "3"}, {"mem", "1536Mi"}}));
  EXPECT_EQ(pod().c({{"mig-1g.10gb", "2"}}).c({{"mig-3g.40gb", "1"}, {"mig-1g.10gb", "1"}}).requests(),
            (Expected{{"mig-1g.10gb", "3"}, {"mig-3g.40gb", "1"}}));
}

TEST(EffectiveRequests, OrdinaryInitContainersCountByTheirPeak) {
  EXPECT_EQ(pod().i({{"cpu", "4"}, {"mem", "256Mi"}}).c({{"cpu", "1"}, {"mem", "1Gi"}, {"gpu", "1"}}).requests(),
            (Expected{{"cpu", "4"}, {"gpu", "1"}, {"mem", "1Gi"}}));
  EXPECT_EQ(pod().i({{"gpu", "4"}}).c({{"cpu", "1"}}).requests(), (Expected{{"cpu", "1"}, {"gpu", "4"}}));
  EXPECT_EQ(pod().i({{"gpu", "2"}}).c({{"gpu", "1"}}).requests(), (Expected{{"gpu", "2"}}));
  EXPECT_EQ(pod().i({{"gpu", "3"}}).i({{"gpu", "2"}, {"cpu", "2"}}).c({{"gpu", "1"}, {"cpu", "1"}}).requests(),
            (Expected{{"cpu", "2"}, {"gpu", "3"}}));
}

TEST(EffectiveRequests, SidecarsAddToTheAppAndToTheInitContainersAfterThem) {
  EXPECT_EQ(pod().s({{"gpu", "1"}, {"cpu", "100m"}}).c({{"gpu", "1"}, {"cpu", "1"}}).requests(),
            (Expected{{"cpu", "1100m"}, {"gpu", "2"}}));
  EXPECT_EQ(pod().s({{"gpu", "1"}}).i({{"gpu", "4"}}).c({{"gpu", "2"}}).requests(), (Expected{{"gpu", "5"}}));
  EXPECT_EQ(pod().i({{"gpu", "4"}}).s({{"gpu", "1"}}).c({{"gpu", "2"}}).requests(), (Expected{{"gpu", "4"}}));
  EXPECT_EQ(pod().s({{"cpu", "1"}}).i({{"cpu", "5"}}).s({{"cpu", "2"}}).i({{"cpu", "4"}}).c({{"cpu", "3"}}).requests(),
            (Expected{{"cpu", "7"}}));
}

TEST(EffectiveRequests, OverheadComesLastAndMayBringItsOwnResources) {
  EXPECT_EQ(pod()
                .overhead({{"cpu", "250m"}, {"mem", "120Mi"}})
                .i({{"cpu", "2"}})
                .c({{"cpu", "1"}, {"mem", "1Gi"}, {"gpu", "1"}})
                .requests(),
            (Expected{{"cpu", "2250m"}, {"gpu", "1"}, {"mem", "1144Mi"}}));
  EXPECT_EQ(pod().overhead({{"gpu", "1"}, {"cpu", "100m"}}).c({{"mem", "1Gi"}}).requests(),
            (Expected{{"cpu", "100m"}, {"gpu", "1"}, {"mem", "1Gi"}}));
}

TEST(EffectiveRequests, PodLevelRequestsReplaceCpuAndMemoryOnly) {
  EXPECT_EQ(pod()
                .pod_level({{"cpu", "8"}, {"memory", "16Gi"}})
                .c({{"cpu", "1"}, {"memory", "1Gi"}, {"gpu", "2"}})
                .c({{"cpu", "1"}})
                .requests(),
            (Expected{{"cpu", "8"}, {"gpu", "2"}, {"memory", "16Gi"}}));
  EXPECT_EQ(pod().pod_level({{"gpu", "8"}, {"cpu", "2"}}).c({{"gpu", "1"}}).requests(), (Expected{{"cpu", "2"}, {"gpu", "1"}}));
  EXPECT_EQ(pod().pod_level({{"cpu", "2"}}).i({{"cpu", "6"}}).c({{"cpu", "1"}}).requests(), (Expected{{"cpu", "2"}}));
  EXPECT_EQ(pod().overhead({{"cpu", "500m"}}).pod_level({{"cpu", "4"}}).c({{"cpu", "1"}}).requests(),
            (Expected{{"cpu", "4500m"}}));
}

TEST(EffectiveRequests, KeysNeverOffsetEachOther) {
  EXPECT_EQ(pod().i({{"mig-7g.80gb", "1"}}).c({{"gpu", "1"}}).requests(), (Expected{{"gpu", "1"}, {"mig-7g.80gb", "1"}}));
  EXPECT_EQ(pod().s({{"mig-1g.10gb", "1"}}).i({{"mig-1g.10gb", "2"}}).c({{"mig-2g.20gb", "1"}}).requests(),
            (Expected{{"mig-1g.10gb", "3"}, {"mig-2g.20gb", "1"}}));
}

TEST(EffectiveRequests, NothingIsNothingAndAWrittenZeroStays) {
  EXPECT_EQ(pod().c({}).ephemeral().requests(), Expected{});
  EXPECT_EQ(pod().c({{"gpu", "0"}, {"cpu", "1"}}).requests(), (Expected{{"cpu", "1"}, {"gpu", "0"}}));
}

TEST(EffectiveRequests, LimitsStandInForAbsentRequestsAndOfAnExtendedResourceTheLargerCounts) {
  EXPECT_EQ(pod().c({}, {{"gpu", "2"}, {"cpu", "1"}}).requests(), (Expected{{"cpu", "1"}, {"gpu", "2"}}));
  EXPECT_EQ(pod().c({{"cpu", "1"}, {"nvidia.com/gpu", "1"}}, {{"cpu", "2"}, {"nvidia.com/gpu", "2"}}).requests(),
            (Expected{{"cpu", "1"}, {"nvidia.com/gpu", "2"}}));
}

TEST(EffectiveRequests, NamesTheFieldThatCannotBeRead) {
  const Error error = pod().c({{"nvidia.com/gpu", "1e2147483648"}}).error();
  EXPECT_EQ(error.code, ErrorCode::kInvalid);
  EXPECT_THAT(error.message, testing::StartsWith("spec.containers[main].resources.requests[nvidia.com/gpu]: \"1e2147483648\""));
}

}  // namespace
}  // namespace tollgate::model
