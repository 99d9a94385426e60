#include "adapters/kube_codec/maps.h"
#include "adapters/kube_codec/readers.h"

namespace tollgate::kube_codec {
namespace {

using model::Metadata;
using model::OwnerReference;
using model::Text;
using model::TextMap;

constexpr Member<OwnerReference> kOwnerReference[] = {
    {"apiVersion", into_text<&OwnerReference::api_version>},
    {"kind", into_text<&OwnerReference::kind>},
    {"name", into_text<&OwnerReference::name>},
    {"uid", into_text<&OwnerReference::uid>},
    {"controller", into_flag<&OwnerReference::controller>},
};

void read_owners(const Cursor& at, Metadata& metadata) {
  if (!at.is_list(kMaxItems)) return;
  auto& owners = metadata.owner_references.emplace(at.memory());
  owners.reserve(at.value().size());
  for (const json::Value& item : at.value().items()) {
    const Cursor owner{at, owners.size(), item};
    read_object(owner, kOwnerReference, owners.emplace_back());
  }
}

template <std::optional<TextMap> Metadata::*kMap>
void into_map(const Cursor& at, Metadata& metadata) {
  read_text_map(at, metadata.*kMap);
}

constexpr Member<Metadata> kMetadata[] = {
    {"name", into_text<&Metadata::name>},
    {"generateName", into_text<&Metadata::generate_name>},
    {"namespace", into_text<&Metadata::namespace_name>},
    {"uid", into_text<&Metadata::uid>},
    {"creationTimestamp", into_text<&Metadata::created>},
    {"deletionTimestamp", [](const Cursor& at, Metadata& metadata) { metadata.deleting = !at.text().empty(); }},
    {"labels", into_map<&Metadata::labels>},
    {"annotations", into_map<&Metadata::annotations>},
    {"ownerReferences", read_owners},
};

}  // namespace

void read_metadata(const Cursor& at, Metadata& metadata) {
  metadata.present = at.is_object();
  read_object(at, kMetadata, metadata);
}

}  // namespace tollgate::kube_codec
