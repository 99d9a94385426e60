// What a real API server sent, read against nlohmann: every field of the model, of every recorded review.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "adapters/kube_codec/patch.h"
#include "core/overloaded.h"
#include "tests/adapters/kube_codec/reviews.h"

namespace tollgate::kube_codec {
namespace {

using nlohmann::json;

// The model, written back as the JSON it came from; `seen` is that JSON, reduced to what the model knows.
json written(const std::optional<model::TextMap>& map) {
  if (!map) return nullptr;
  json object = json::object();
  for (const auto& [key, value] : *map) object[std::string{key}] = value;
  return object;
}

json written(const std::optional<model::List<model::ResourceAmount>>& amounts) {
  if (!amounts) return nullptr;
  json object = json::object();
  for (const auto& amount : *amounts) object[std::string{amount.resource}] = amount.quantity;
  return object;
}

json written(const model::Metadata& metadata) {
  json owners = json::array();
  if (metadata.owner_references) {
    for (const auto& owner : *metadata.owner_references) owners.push_back({owner.kind, owner.name, owner.uid, owner.controller});
  }
  return {metadata.name,     metadata.generate_name,   metadata.namespace_name,       metadata.uid,
          metadata.deleting, written(metadata.labels), written(metadata.annotations), owners};
}

json seen_metadata(const json& object) {
  const json metadata = object.value("metadata", json::object());
  json owners = json::array();
  for (const json& owner : metadata.value("ownerReferences", json::array())) {
    owners.push_back({owner["kind"], owner["name"], owner["uid"], owner.value("controller", false)});
  }
  return {metadata.value("name", ""),
          metadata.value("generateName", ""),
          metadata.value("namespace", ""),
          metadata.value("uid", ""),
          metadata.contains("deletionTimestamp"),
          metadata.value("labels", json{}),
          metadata.value("annotations", json{}),
          owners};
}

json written(const model::Pod& pod) {
  json containers = json::array();
  for (const auto& container : pod.containers) {
    containers.push_back({list_name(container.kind), container.index, container.name, container.image, container.restart_always,
                          written(container.requests), written(container.limits),
                          container.security.privileged ? json(*container.security.privileged) : json{}});
  }
  json volumes = json::array();
  for (const auto& volume : pod.volumes) volumes.push_back({volume.name, volume.host_path ? json(*volume.host_path) : json{}});
  return {written(pod.metadata),   containers,    volumes,
          pod.host_network,        pod.host_pid,  pod.host_ipc,
          pod.priority_class_name, pod.node_name, pod.service_account_name};
}

json seen_pod(const json& pod) {
  const json spec = pod.value("spec", json::object());
  json containers = json::array();
  for (const char* list : {"initContainers", "containers", "ephemeralContainers"}) {
    std::size_t index = 0;
    for (const json& container : spec.value(list, json::array())) {
      const json resources = container.value("resources", json::object());
      containers.push_back({list, index++, container["name"], container["image"],
                            container.value("restartPolicy", "") == "Always", resources.value("requests", json{}),
                            resources.value("limits", json{}),
                            container.value("securityContext", json::object()).value("privileged", json{})});
    }
  }
  json volumes = json::array();
  for (const json& volume : spec.value("volumes", json::array()))
    volumes.push_back({volume["name"], volume.value("hostPath", json::object()).value("path", json{})});
  return {seen_metadata(pod),
          containers,
          volumes,
          spec.value("hostNetwork", false),
          spec.value("hostPID", false),
          spec.value("hostIPC", false),
          spec.value("priorityClassName", ""),
          spec.value("nodeName", ""),
          spec.value("serviceAccountName", "")};
}

void expect_same(const model::Object& object, const json& sent) {
  std::visit(Overloaded{
                 [&](std::monostate) { EXPECT_TRUE(sent.is_null()); },
                 [&](const model::Pod& pod) { EXPECT_EQ(written(pod), seen_pod(sent)); },
                 [&](const model::Workload& workload) {
                   EXPECT_EQ(written(workload.metadata), seen_metadata(sent));
                   ASSERT_EQ(workload.templates.size(), 1U);
                   const json::json_pointer base{std::string{workload.templates[0].base}};
                   EXPECT_EQ(written(workload.templates[0].pod), seen_pod(sent.at(base)));
                 },
                 [&](const model::NamespaceObject& found) { EXPECT_EQ(written(found.metadata), seen_metadata(sent)); },
                 [&](const model::ResourceClaim& claim) { EXPECT_EQ(written(claim.bearer.metadata), seen_metadata(sent)); },
             },
             object);
}

class Recorded : public testing::TestWithParam<const char*> {};

TEST_P(Recorded, ReviewsAreReadWhole) {
  const auto files = data_files(GetParam());
  ASSERT_FALSE(files.empty());
  for (const std::string& file : files) {
    SCOPED_TRACE(file);
    const std::string text = read_file(file);
    const json sent = json::parse(text)["request"];
    const Decoded decoded{text};
    const auto& request = decoded.request();
    EXPECT_EQ(request.uid, sent["uid"].get<std::string>());
    EXPECT_EQ(request.group, sent["kind"]["group"].get<std::string>());
    EXPECT_EQ(request.kind, sent["kind"]["kind"].get<std::string>());
    EXPECT_EQ(request.resource, sent["resource"]["resource"].get<std::string>());
    EXPECT_EQ(request.subresource, sent.value("subResource", ""));
    EXPECT_EQ(request.name, sent.value("name", ""));
    EXPECT_EQ(request.namespace_name, sent.value("namespace", ""));
    EXPECT_EQ(model::name_of(request.operation), sent["operation"].get<std::string>());
    EXPECT_EQ(request.dry_run, sent["dryRun"].get<bool>());
    EXPECT_EQ(request.caller.username, sent["userInfo"]["username"].get<std::string>());
    expect_same(request.object, sent["object"]);
    expect_same(request.old_object, sent["oldObject"]);
  }
}

TEST_P(Recorded, PodsAndTemplatesTakeALabel) {
  for (const std::string& file : data_files(GetParam())) {
    SCOPED_TRACE(file);
    const std::string text = read_file(file);
    const Decoded decoded{text};
    const auto* workload = std::get_if<model::Workload>(&decoded.request().object);
    if (workload == nullptr && !std::holds_alternative<model::Pod>(decoded.request().object)) continue;
    const std::string base{workload == nullptr ? "" : workload->templates.at(0).base};
    const std::string patch =
        encode_patch(decoded.request(), std::vector<policy::PlacedEdit>{{base, policy::SetLabel{"a.b/c", "d"}}});
    const json after = json::parse(text)["request"]["object"].patch(json::parse(patch));
    EXPECT_EQ(after.at(json::json_pointer{base + "/metadata/labels/a.b~1c"}), "d");
  }
}

INSTANTIATE_TEST_SUITE_P(, Recorded, testing::Values("reviews", "reviews/validate", "bodies"));

}  // namespace
}  // namespace tollgate::kube_codec
