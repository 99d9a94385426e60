// The kinds of documents there are: one row a kind.

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/policy/documents/draft.h"

namespace tollgate::policy {

inline constexpr std::string_view kApiVersion = "tollgate.dev/v1alpha1";

struct DocumentKind {
  std::string_view name;
  std::string_view doc;
  Purpose purpose;
  Format name_format;
  FieldInfo::Children (*fields)();  // of `spec`
  // Decodes `spec` and appends it to the draft.
  void (*read)(Reader& reader, const Node& spec, const Named& named, Draft& draft);
};

// In the order of the documentation.
std::span<const DocumentKind> document_kinds();

// Decodes one document: its envelope, and then its spec. Unknown kinds are mistakes of the site.
Draft read_document(const Document& document);

}  // namespace tollgate::policy
