// What a patch does is told by nlohmann's implementation of RFC 6902; here it stands as text where the text matters.

#include "adapters/kube_codec/patch.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/adapters/kube_codec/reviews.h"

namespace tollgate::kube_codec {
namespace {

using nlohmann::json;
using policy::PlacedEdit;
using policy::SetLabel;

using Edits = std::vector<PlacedEdit>;

constexpr std::string_view kBase = "/spec/template";

std::string patch_of(std::string_view kind, std::string_view object, const Edits& edits) {
  const Decoded decoded{a_review(kind, object)};
  return encode_patch(decoded.request(), edits);
}

// The object after its patch; also demands that a second pass has nothing to say.
json patched(std::string_view kind, std::string_view object, const Edits& edits) {
  const auto after = json::parse(object).patch(json::parse(patch_of(kind, object, edits)));
  EXPECT_EQ(patch_of(kind, after.dump(), edits), "");
  return after;
}

TEST(Patch, IsEmptyWhenNothingChanges) {
  EXPECT_EQ(patch_of("Pod", R"({"metadata":{"labels":{"team":"vision"}},"spec":{}})", {}), "");
  EXPECT_EQ(patch_of("Pod", R"({"metadata":{"labels":{"team":"vision"}},"spec":{}})", {{"", SetLabel{"team", "vision"}}}), "");
}

TEST(Patch, AddsReplacesAndKeepsLabels) {
  EXPECT_EQ(patch_of("Pod", R"({"metadata":{"labels":{"team":"x","keep":"me"}}})",
                     {{"", SetLabel{"team", "vision"}}, {"", SetLabel{"user", "alice"}}, {"", SetLabel{"keep", "me"}}}),
            R"([{"op":"replace","path":"/metadata/labels/team","value":"vision"},)"
            R"({"op":"add","path":"/metadata/labels/user","value":"alice"}])");
}

TEST(Patch, MakesTheLabelsWhereThereAreNone) {
  const Edits edits{{"", SetLabel{"team", "vision"}}, {"", SetLabel{"user", "alice"}}};
  const auto expected = R"([{"op":"add","path":"/metadata/labels","value":{"team":"vision","user":"alice"}}])";
  EXPECT_EQ(patch_of("Pod", R"({"metadata":{"name":"p"}})", edits), expected);
  EXPECT_EQ(patch_of("Pod", R"({"metadata":{"labels":null}})", edits), expected);
  EXPECT_EQ(patched("Pod", R"({"metadata":{"labels":{}}})", edits)["metadata"]["labels"],
            json::parse(R"({"team":"vision","user":"alice"})"));
}

TEST(Patch, MakesTheMetadataOfATemplate) {
  EXPECT_EQ(patch_of("Job.batch", R"({"spec":{"template":{"spec":{}}}})", {{std::string{kBase}, SetLabel{"team", "vision"}}}),
            R"([{"op":"add","path":"/spec/template/metadata","value":{"labels":{"team":"vision"}}}])");
}

TEST(Patch, WritesAnnotationsBesideLabels) {
  const Edits edits{{std::string{kBase}, policy::SetAnnotation{"tollgate.dev/gang-size", "4"}},
                    {std::string{kBase}, SetLabel{"team", "vision"}}};
  const auto metadata = [&](std::string_view job) { return patched("Job.batch", job, edits)["spec"]["template"]["metadata"]; };
  const json both = json::parse(R"({"labels":{"team":"vision"},"annotations":{"tollgate.dev/gang-size":"4"}})");
  EXPECT_EQ(metadata(R"({"spec":{"template":{"spec":{}}}})"), both);
  EXPECT_EQ(metadata(R"({"spec":{"template":{"metadata":{},"spec":{}}}})"), both);
  EXPECT_EQ(metadata(R"({"spec":{"template":{"metadata":{"annotations":{"tollgate.dev/gang-size":"1"}},"spec":{}}}})"), both);
  EXPECT_EQ(patched("Job.batch", R"({"spec":{"template":{"spec":{}}}})", {{std::string{kBase}, policy::SetAnnotation{"a", "b"}}}),
            json::parse(R"({"spec":{"template":{"metadata":{"annotations":{"a":"b"}},"spec":{}}}})"));
}

TEST(Patch, AddsAGateOnce) {
  const Edits edits{{"", policy::AddSchedulingGate{"tollgate.dev/quota"}}};
  EXPECT_EQ(patch_of("Pod", R"({"metadata":{},"spec":{}})", edits),
            R"([{"op":"add","path":"/spec/schedulingGates","value":[{"name":"tollgate.dev/quota"}]}])");
  EXPECT_EQ(patched("Pod", R"({"metadata":{},"spec":{"schedulingGates":[{"name":"another"}]}})", edits)["spec"],
            json::parse(R"({"schedulingGates":[{"name":"another"},{"name":"tollgate.dev/quota"}]})"));
  EXPECT_EQ(patch_of("Pod", R"({"metadata":{},"spec":{"schedulingGates":null}})", edits),
            patch_of("Pod", R"({"metadata":{},"spec":{}})", edits));
}

TEST(Patch, WritesBelowTheBaseOfATemplate) {
  const auto after = patched("CronJob.batch", R"({"spec":{"jobTemplate":{"spec":{"template":{"metadata":{}}}}}})",
                             {{"/spec/jobTemplate/spec/template", SetLabel{"team", "vision"}}});
  EXPECT_EQ(after["spec"]["jobTemplate"]["spec"]["template"]["metadata"]["labels"]["team"], "vision");
}

TEST(Patch, EscapesTheKeysOfAPath) {
  EXPECT_EQ(patch_of("Pod", R"({"metadata":{"labels":{}}})", {{"", SetLabel{"a~b/c", "x\"y"}}}),
            R"([{"op":"add","path":"/metadata/labels/a~0b~1c","value":"x\"y"}])");
  EXPECT_EQ(patched("Pod", R"({"metadata":{"labels":{"~1":"","/":""}}})",
                    {{"", SetLabel{"~1", "a"}}, {"", SetLabel{"/", "b"}}})["metadata"]["labels"],
            json::parse(R"({"~1":"a","/":"b"})"));
}

TEST(Patch, LetsTheLastValueOfALabelCount) {
  const Edits edits{{"", SetLabel{"team", "a"}}, {"", SetLabel{"team", "b"}}};
  EXPECT_EQ(patched("Pod", R"({"metadata":{}})", edits)["metadata"]["labels"]["team"], "b");
  EXPECT_EQ(patch_of("Pod", R"({"metadata":{"labels":{"team":"b"}}})", edits), "");
}

TEST(Patch, RenamesAResourceInRequestsAndLimits) {
  const Edits edits{
      {"", policy::RenameResource{model::ContainerKind::kApp, "b", "nvidia.com/mig-small", "nvidia.com/mig-1g.10gb"}}};
  const auto after =
      patched("Pod", R"({"metadata":{},"spec":{"containers":[{"name":"a","resources":{"limits":{"nvidia.com/mig-small":1}}},
      {"name":"b","resources":{"requests":{"cpu":1,"nvidia.com/mig-small":"2"},"limits":{"nvidia.com/mig-small":"2"}}}]}})",
              edits);
  EXPECT_EQ(after["spec"]["containers"][0]["resources"], json::parse(R"({"limits":{"nvidia.com/mig-small":1}})"));
  EXPECT_EQ(after["spec"]["containers"][1]["resources"],
            json::parse(R"({"requests":{"cpu":1,"nvidia.com/mig-1g.10gb":"2"},"limits":{"nvidia.com/mig-1g.10gb":"2"}})"));
}

TEST(Patch, DoesNotRenameAResourceOntoAnother) {
  EXPECT_EQ(patch_of("Pod", R"({"metadata":{},"spec":{"containers":[{"name":"a","resources":{"limits":{"x/a":1,"x/b":2}}}]}})",
                     {{"", policy::RenameResource{model::ContainerKind::kApp, "a", "x/a", "x/b"}}}),
            "");
}

TEST(Patch, SetsThePriorityWithItsNumberAndPolicy) {
  const Edits edits{{"", policy::SetPriority{"gpu-low", 100, "Never"}}};
  const auto wanted = json::parse(R"({"priorityClassName":"gpu-low","priority":100,"preemptionPolicy":"Never"})");
  EXPECT_EQ(patched("Pod", R"({"metadata":{},"spec":{}})", edits)["spec"], wanted);
  EXPECT_EQ(patched("Pod", R"({"metadata":{},"spec":{"priority":0,"preemptionPolicy":"PreemptLowerPriority"}})", edits)["spec"],
            wanted);
}

TEST(Patch, SetsTheClassAloneInATemplate) {
  const Edits edits{{std::string{kBase}, policy::SetPriority{"gpu-low"}}};
  const json patched_template =
      patched("Deployment.apps", R"({"metadata":{},"spec":{"template":{"spec":{}}}})", edits)["spec"]["template"];
  EXPECT_EQ(patched_template["spec"], json::parse(R"({"priorityClassName":"gpu-low"})"));
}

TEST(Patch, IsEmptyForWhatTheObjectLacks) {
  EXPECT_EQ(patch_of("Pod", R"({"metadata":{},"spec":{}})",
                     {{std::string{kBase}, SetLabel{"a", "b"}},
                      {"", policy::RenameResource{model::ContainerKind::kApp, "none", "x/a", "x/b"}}}),
            "");
  EXPECT_EQ(patch_of("ConfigMap", R"({"metadata":{}})", {{"", SetLabel{"a", "b"}}}), "");
}

}  // namespace
}  // namespace tollgate::kube_codec
