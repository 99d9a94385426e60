// Kind PolicyTest: cases for `tollgate test`.

#pragma once

#include <array>

#include "core/policy/documents/draft.h"
#include "core/policy/fields/table.h"
#include "core/policy/policy_test.h"

namespace tollgate::policy {

template <>
struct Names<TestPhase> {
  static constexpr std::array<std::string_view, 3> kNames{"mutate", "validate", "both"};
};

template <>
struct Names<model::Operation> {
  static constexpr std::array<std::string_view, 4> kNames{"CREATE", "UPDATE", "DELETE", "CONNECT"};
};

template <>
struct Table<NamespaceView> {
  static constexpr std::array kRows{
      field<&NamespaceView::name>("name", "name", {.required = true, .format = Format::kDnsLabel}),
      field<&NamespaceView::labels>("labels", "its labels", {.format = Format::kAnyText, .fallback = "{}"}),
  };
};

template <>
struct Table<UsedGpus> {
  static constexpr std::array kRows{
      field<&UsedGpus::team>("team", "whose", {.required = true}),
      field<&UsedGpus::user>("user", "the user", {.required = true}),
      field<&UsedGpus::job_type>("jobType", "the job type"),
      field<&UsedGpus::pool>("pool", "where"),
      field<&UsedGpus::resource>("resource", "the extended resource", {.format = Format::kLabelKey}),
      field<&UsedGpus::amount>("amount", "how many of it", {.required = true}),
  };
};

template <>
struct Names<PreemptionPolicy> {
  static constexpr std::array kNames{name_of(PreemptionPolicy::kPreemptLowerPriority), name_of(PreemptionPolicy::kNever)};
};

template <>
struct Table<PriorityClassView> {
  static constexpr Limits kValue{.required = true, .least = -2'147'483'648, .most = 2'147'483'647};
  static constexpr std::array kRows{
      field<&PriorityClassView::name>("name", "name", {.required = true, .format = Format::kDnsSubdomain}),
      field<&PriorityClassView::value>("value", "its number; higher goes first", kValue),
      field<&PriorityClassView::preemption_policy>("preemptionPolicy", "whether its pods may push others off a node"),
      field<&PriorityClassView::global_default>("globalDefault", "what pods get that name no class"),
  };
};

template <>
struct Table<model::DeviceAsk> {
  static constexpr std::array kRows{
      field<&model::DeviceAsk::device_class>("deviceClassName", "the class of the devices",
                                             {.required = true, .format = Format::kDnsSubdomain}),
      field<&model::DeviceAsk::allocation_mode>("allocationMode", "ExactCount or All", {.fallback = "ExactCount"}),
      field<&model::DeviceAsk::count>("count", "how many"),
      field<&model::DeviceAsk::admin_access>("adminAccess", "access to devices that others hold"),
  };
};

template <>
struct Table<model::DeviceRequest> {
  static constexpr std::array kRows{
      field<&model::DeviceRequest::name>("name", "name", {.required = true}),
      field<&model::DeviceRequest::choices>("choices", "the one of `exactly`, or those of `firstAvailable`"),
  };
};

template <>
struct Table<ClaimTemplateView> {
  static constexpr std::array kRows{
      field<&ClaimTemplateView::namespace_name>("namespace", "its namespace", {.required = true, .format = Format::kDnsLabel}),
      field<&ClaimTemplateView::name>("name", "name", {.required = true, .format = Format::kDnsSubdomain}),
      field<&ClaimTemplateView::requests>("requests", "what its claims ask for"),
  };
};

template <>
struct Table<TestGiven> {
  static constexpr std::array kRows{
      field<&TestGiven::now>("now", "the time it is"),
      field<&TestGiven::namespaces>("namespaces", "namespaces of the cluster beyond those that the policy names"),
      field<&TestGiven::usage>("usage", "GPUs that pods hold already"),
      field<&TestGiven::priority_classes>("priorityClasses", "PriorityClasses of the cluster beyond those of the tiers"),
      field<&TestGiven::claim_templates>("claimTemplates", "ResourceClaimTemplates of the cluster"),
  };
};

template <>
struct Table<TestExpectation> {
  static constexpr std::array kRows{
      field<&TestExpectation::allowed>("allowed", "the verdict", {.required = true}),
      field<&TestExpectation::rules>("rules", "exactly the rules that refuse, in any order", {.fallback = "not looked at"}),
      field<&TestExpectation::message>("message", "each is part of the denial"),
      field<&TestExpectation::warnings>("warnings", "each is part of some warning"),
      field<&TestExpectation::patched>("patched", "file with the object as it leaves /mutate, beside the test",
                                       {.fallback = "not looked at"}),
  };
};

template <>
struct Table<TestCase> {
  static constexpr std::array kRows{
      field<&TestCase::name>("name", "what it shows, in words", {.required = true}),
      field<&TestCase::object>("object", "the object as kubectl would send it"),
      field<&TestCase::old_object>("oldObject", "the object before, of an UPDATE or DELETE"),
      field<&TestCase::user>("user", "the raw name of who asks", {.required = true}),
      field<&TestCase::groups>("groups", "the groups of who asks"),
      field<&TestCase::namespace_name>("namespace", "where", {.format = Format::kDnsLabel, .fallback = "the object's own"}),
      field<&TestCase::operation>("operation", "what is done with the object"),
      field<&TestCase::subresource>("subresource", "status, binding, ephemeralcontainers, …", {.format = Format::kAnyText}),
      field<&TestCase::phase>("phase", "which door: both = mutate, apply, validate the result"),
      field<&TestCase::expect>("expect", "what must come out", {.required = true}),
  };
};

template <>
struct Table<PolicyTest> {
  static constexpr std::array kRows{
      field<&PolicyTest::given>("given", "what holds in every case"),
      field<&PolicyTest::cases>("cases", "the cases; each starts from `given`", {.required = true, .not_empty = true}),
  };
};

// What one case says against itself, and names that are no rule.
void check_tests(Draft& draft);

}  // namespace tollgate::policy
