// AdmissionReview v1 → AdmissionRequest: the one decoder of what the API server sends.
//
// As Kubernetes reads JSON: field names are case-sensitive, unknown fields are skipped, null is absent. Stricter than it: a
// field that is read, or a key of a map, that stands there twice is refused, because whoever reads the other one would see
// another object than the one that was judged. Integers and decimals pass as quantities, by their value.

#pragma once

#include <string>
#include <variant>

#include "adapters/json/parser.h"
#include "adapters/kube_codec/arena.h"
#include "core/model/admission_request.h"

namespace tollgate::kube_codec {

// Not an AdmissionReview v1 at all: HTTP 400.
struct UnreadableReview {
  std::string message;  // "request.uid: missing"
};

// A review whose object has a wrong type somewhere: nothing can be said about it, so it is refused by name.
struct UnreadableObject {
  std::string uid;      // of the review, for the answer
  std::string message;  // "spec.containers[0].securityContext.privileged: expected a boolean, got a string"
};

using DecodedReview = std::variant<model::AdmissionRequest, UnreadableReview, UnreadableObject>;

// Lifetimes: arena.h. Objects of a kind nobody judges are monostate.
DecodedReview decode_review(json::Padded body, Arena& arena);

}  // namespace tollgate::kube_codec
