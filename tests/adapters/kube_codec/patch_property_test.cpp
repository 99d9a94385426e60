// Whatever the pod and the labels: after the patch the labels are there, the rest is as before, and a second pass is silent.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "adapters/kube_codec/patch.h"
#include "tests/adapters/kube_codec/reviews.h"

namespace tollgate::kube_codec {
namespace {

using nlohmann::json;
using Labels = std::map<std::string, std::string>;

constexpr std::string_view kSize = "nvidia.com/mig-small";
constexpr std::string_view kProfile = "a/~b";

// Short keys over few characters, so that they meet; those that need escaping among them.
rc::Gen<std::string> a_key() {
  return rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::element('a', 'b', '~', '/', '0', '1', '"', '\\')));
}

rc::Gen<Labels> some_labels() {
  return rc::gen::container<Labels>(a_key(), rc::gen::container<std::string>(rc::gen::element('x', 'y', '"', '\n')));
}

// A pod: without metadata, without labels, or with some; some containers ask for a slice by the name of its size.
json a_pod() {
  json pod = {{"spec", {{"containers", json::array()}}}};
  json& containers = pod["spec"]["containers"];
  for (const bool by_size : *rc::gen::arbitrary<std::vector<bool>>()) {
    const std::string_view resource = by_size ? kSize : "cpu";
    containers.push_back({{"name", "c" + std::to_string(containers.size())}, {"resources", {{"limits", {{resource, 1}}}}}});
  }
  if (*rc::gen::arbitrary<bool>()) pod["metadata"] = {{"name", "p"}};
  if (*rc::gen::arbitrary<bool>()) pod["metadata"]["labels"] = *some_labels();
  return pod;
}

// The pod as the object itself, or as the template of a Job.
struct Subject {
  std::string kind;
  std::string base;
  json object;
};

Subject a_subject() {
  if (*rc::gen::arbitrary<bool>()) return {"Pod", "", a_pod()};
  return {"Job.batch", "/spec/template", {{"metadata", {{"name", "j"}}}, {"spec", {{"template", a_pod()}}}}};
}

std::vector<policy::PlacedEdit> edits_of(const Subject& subject, const Labels& labels, const json& pod) {
  std::vector<policy::PlacedEdit> edits;
  for (const auto& [key, value] : labels) edits.push_back({subject.base, policy::SetLabel{key, value}});
  for (const json& container : pod["spec"]["containers"]) {
    const std::string name = container["name"];
    edits.push_back(
        {subject.base, policy::RenameResource{model::ContainerKind::kApp, name, std::string{kSize}, std::string{kProfile}}});
  }
  return edits;
}

json expected_of(json pod, const Labels& labels) {
  for (const auto& [key, value] : labels) pod["metadata"]["labels"][key] = value;
  for (json& container : pod["spec"]["containers"]) {
    json& limits = container["resources"]["limits"];
    if (limits.erase(std::string{kSize}) > 0) limits[kProfile] = 1;
  }
  return pod;
}

std::string patch_of(const Subject& subject, const json& object, const std::vector<policy::PlacedEdit>& edits) {
  return encode_patch(Decoded{a_review(subject.kind, object.dump())}.request(), edits);
}

RC_GTEST_PROP(PatchProperty, MakesItsEditsTrueAndNothingElse, ()) {
  const Subject subject = a_subject();
  const Labels labels = *some_labels();
  const json pod = subject.object.at(json::json_pointer{subject.base});
  const auto edits = edits_of(subject, labels, pod);

  const std::string patch = patch_of(subject, subject.object, edits);
  const json after = patch.empty() ? subject.object : subject.object.patch(json::parse(patch));

  json expected = subject.object;
  expected[json::json_pointer{subject.base}] = expected_of(pod, labels);
  RC_ASSERT(after == expected);
  RC_ASSERT(patch_of(subject, after, edits).empty());
}

}  // namespace
}  // namespace tollgate::kube_codec
