#include "adapters/kube_client/config_map_store.h"

#include <utility>

#include "adapters/json/writer.h"

namespace tollgate::kube_client {
namespace {

constexpr std::string_view kKey = "record";

}  // namespace

ConfigMapStore::ConfigMapStore(Api& api, std::string namespace_name, std::string prefix, std::chrono::milliseconds at_most)
    : api_{api},
      collection_{"/api/v1/namespaces/" + namespace_name + "/configmaps"},
      namespace_name_{std::move(namespace_name)},
      prefix_{std::move(prefix)},
      at_most_{at_most} {}

Result<StoredRecord> ConfigMapStore::load(std::string_view name) {
  const Result<std::string> body = api_.get(collection_ + "/" + prefix_ + std::string{name}, {.at_most = at_most_, .stop = {}});
  if (!body && body.error().code == ErrorCode::kNotFound) return StoredRecord{};
  if (!body) return body.error();
  Decoder decoder;
  const Object object = TRY(decoder.object(*body));
  return StoredRecord{.text = std::string{object.value["data"][kKey].text()}, .version = object.stored.resource_version};
}

// Without a version it is created, which fails when somebody was faster; with one it is a compare-and-swap.
Result<std::string> ConfigMapStore::store(std::string_view name, const StoredRecord& record) {
  const std::string map = prefix_ + std::string{name};
  json::Writer json;
  json.begin_object().field("apiVersion", "v1").field("kind", "ConfigMap").key("metadata");
  json.begin_object().field("name", map).field("namespace", namespace_name_);
  if (!record.version.empty()) json.field("resourceVersion", record.version);
  json.end_object().key("data").begin_object().field(kKey, record.text).end_object().end_object();
  const Patience patience{.at_most = at_most_, .stop = {}};
  Result<std::string> body = record.version.empty() ? api_.create(collection_, std::move(json).take(), patience)
                                                    : api_.replace(collection_ + "/" + map, std::move(json).take(), patience);
  if (!body) {
    Error error = std::move(body).error();
    // Deleted, or made by somebody else meanwhile: either way it is not what the caller has seen.
    if (error.code == ErrorCode::kExists || error.code == ErrorCode::kNotFound) error.code = ErrorCode::kConflict;
    return error;
  }
  Decoder decoder;
  return TRY(decoder.object(*body)).stored.resource_version;
}

}  // namespace tollgate::kube_client
