// For tools: a plain Kubernetes object, or an AdmissionReview, as an admission request.

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "adapters/kube_codec/review.h"

namespace tollgate::kube_codec {

// What the API server would know about a plain object. Only read during the call.
struct ObjectContext {
  model::Operation operation = model::Operation::kCreate;
  std::string_view uid;  // of the request
  std::string_view user;
  std::span<const std::string> groups;
  std::string_view default_namespace = "default";  // when the object names none
  std::string_view subresource;
  std::string_view old_object;  // JSON text; empty = none. On DELETE the object itself is the old one
};

struct DecodedText {
  bool was_review = false;
  DecodedReview decoded;
};

// `text` is JSON. A review is taken as it stands; a plain object gets the defaults that the API server fills in before it asks
// (a container's requests from its limits, in pods and not in templates). Lifetimes: arena.h.
DecodedText decode_text(std::string_view text, const ObjectContext& context, Arena& arena);

}  // namespace tollgate::kube_codec
