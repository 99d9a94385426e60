#include "core/policy/documents/kinds.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "core/policy/documents/exemption.h"
#include "core/policy/documents/gpu_catalog.h"
#include "core/policy/documents/platform.h"
#include "core/policy/documents/pod_policy.h"
#include "core/policy/documents/policy_test.h"
#include "core/policy/documents/pool.h"
#include "core/policy/documents/price_book.h"
#include "core/policy/documents/slurm_cluster.h"
#include "core/policy/documents/team.h"
#include "core/policy/fields/closest.h"

namespace tollgate::policy {
namespace {

template <class T>
T read_spec(Reader& reader, const Node& spec, const Named& named) {
  T value;
  read_fields(reader, spec, "spec", Rows<T>{Table<T>::kRows}, value);
  if constexpr (requires { value.name; }) value.name = named.name;
  if constexpr (requires { value.source; }) value.source = named.at;
  return value;
}

template <class T, std::vector<T> Draft::*kList>
void read_into(Reader& reader, const Node& spec, const Named& named, Draft& draft) {
  (draft.*kList).push_back(read_spec<T>(reader, spec, named));
}

void read_pod_policy(Reader& reader, const Node& spec, const Named& named, Draft& draft) {
  make_instance(reader, read_spec<PodPolicy>(reader, spec, named), spec, draft);
}

constexpr std::array kKinds{
    DocumentKind{"Platform", "What holds for the whole site. Exactly one.", Purpose::kSite, Format::kDnsSubdomain,
                 &ValueOf<Platform>::children, &read_into<Platform, &Draft::platforms>},
    DocumentKind{"Team", "Who they are, what they own, what they may use. At least one.", Purpose::kSite, Format::kDnsLabel,
                 &ValueOf<Team>::children, &read_into<Team, &Draft::teams>},
    DocumentKind{"GpuCatalog", "What counts as a GPU, and how much of one. At most one.", Purpose::kSite, Format::kDnsSubdomain,
                 &ValueOf<GpuCatalog>::children, &read_into<GpuCatalog, &Draft::gpu_catalogs>},
    DocumentKind{"Pool", "Nodes of one GPU model under one scheduler.", Purpose::kSite, Format::kDnsLabel,
                 &ValueOf<Pool>::children, &read_into<Pool, &Draft::pools>},
    DocumentKind{"PriceBook", "What a GPU costs. At most one, and needed where a budget has an amount.", Purpose::kSite,
                 Format::kDnsSubdomain, &ValueOf<WrittenPriceBook>::children, &read_into<WrittenPriceBook, &Draft::price_books>},
    DocumentKind{"SlurmCluster", "How Slurm is reached.", Purpose::kSite, Format::kDnsSubdomain, &ValueOf<SlurmCluster>::children,
                 &read_into<SlurmCluster, &Draft::slurm_clusters>},
    DocumentKind{"PodPolicy", "One rule at work, for some of the pods.", Purpose::kSite, Format::kDnsSubdomain,
                 &ValueOf<PodPolicy>::children, &read_pod_policy},
    DocumentKind{"Exemption", "An exception from policies, with its reason and its end.", Purpose::kSite, Format::kDnsSubdomain,
                 &ValueOf<Exemption>::children, &read_into<Exemption, &Draft::exemptions>},
    DocumentKind{"PolicyTest", "Cases for `tollgate test`; without meaning at run time.", Purpose::kTests, Format::kDnsSubdomain,
                 &ValueOf<PolicyTest>::children, &read_into<PolicyTest, &Draft::tests>},
};

enum class ApiVersion { kV1Alpha1 };

struct Envelope {
  ApiVersion api_version = ApiVersion::kV1Alpha1;
  std::string kind;
  const Node* metadata = nullptr;  // null = not a mapping
  const Node* spec = nullptr;
};

struct Metadata {
  std::string name;
};

std::vector<std::string_view> kind_names() {
  std::vector<std::string_view> names;
  names.reserve(kKinds.size());
  for (const DocumentKind& kind : kKinds) names.push_back(kind.name);
  return names;
}

const DocumentKind* kind_of(Reader& reader, const Node& root) {
  const Node* kind = root.find("kind");
  const bool is_text = kind != nullptr && kind->kind == Node::Kind::kScalar && scalar_type(*kind) == ScalarType::kString;
  const auto* found = is_text ? std::ranges::find(kKinds, std::string_view{kind->text}, &DocumentKind::name) : kKinds.end();
  if (found != kKinds.end()) return found;
  if (is_text) reader.mistake(*kind, fmt::format("unknown kind \"{}\"{}", kind->text, suggestion(kind->text, kind_names())));
  return nullptr;
}

std::string read_name(Reader& reader, const Node& metadata, Format format) {
  const std::array rows{
      field<&Metadata::name>("name", "unique among documents of the kind", {.required = true, .format = format})};
  Metadata read;
  read_fields(reader, metadata, "metadata", Rows<Metadata>{rows}, read);
  return read.name;
}

}  // namespace

template <>
struct Names<ApiVersion> {
  static constexpr std::array<std::string_view, 1> kNames{kApiVersion};
};

template <>
struct Table<Envelope> {
  static constexpr std::array kRows{
      field<&Envelope::api_version>("apiVersion", "the version of this format", {.required = true}),
      field<&Envelope::kind>("kind", "what the document is", {.required = true}),
      field<&Envelope::metadata>("metadata", "its name", {.required = true}),
      field<&Envelope::spec>("spec", "what it says", {.required = true}),
  };
};

std::span<const DocumentKind> document_kinds() { return kKinds; }

Draft read_document(const Document& document) {
  Draft draft;
  Reader reader{document, draft.notes};
  Envelope envelope;
  read_fields(reader, document.root, "a document", Rows<Envelope>{Table<Envelope>::kRows}, envelope);
  const DocumentKind* kind = kind_of(reader, document.root);
  if (kind == nullptr) return draft;

  draft.purpose = kind->purpose;
  Named named{kind->name, "", document.at(document.root)};
  if (envelope.metadata != nullptr) named.name = read_name(reader, *envelope.metadata, kind->name_format);
  reader.belongs_to(named.name);
  if (!named.name.empty()) draft.names.push_back(named);
  if (envelope.spec != nullptr) kind->read(reader, *envelope.spec, named, draft);
  return draft;
}

}  // namespace tollgate::policy
