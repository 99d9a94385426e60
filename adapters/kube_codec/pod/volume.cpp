#include "adapters/kube_codec/pod/parts.h"
#include "adapters/kube_codec/readers.h"

namespace tollgate::kube_codec {
namespace {

using model::Volume;

constexpr Member<Volume> kHostPath[] = {
    {"path", [](const Cursor& at, Volume& volume) { volume.host_path = at.text(); }},
};

constexpr Member<Volume> kVolume[] = {
    {"name", into_text<&Volume::name>},
    {"hostPath",
     [](const Cursor& at, Volume& volume) {
       if (at.is_object()) volume.host_path = model::Text{};
       read_object(at, kHostPath, volume);
     }},
};

// Whatever is not the name is a source: also one that a newer Kubernetes has and we do not know.
void read_sources(const Cursor& at, Volume& volume) {
  volume.sources.emplace(at.memory());
  for (const json::Field& field : at.value().fields()) {
    if (field.key != "name" && !field.value.is_null()) volume.sources->push_back(field.key);
  }
}

}  // namespace

void read_volumes(const Cursor& at, model::List<Volume>& volumes) {
  if (!at.is_list(kMaxItems)) return;
  volumes.reserve(at.value().size());
  for (const json::Value& item : at.value().items()) {
    const Cursor here{at, volumes.size(), item};
    Volume& volume = volumes.emplace_back();
    volume.index = volumes.size() - 1;
    read_object(here, kVolume, volume);
    read_sources(here, volume);
  }
}

}  // namespace tollgate::kube_codec
