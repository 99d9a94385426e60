// The two halves of decoding a review, shared with plain objects. Internal to the folder.

#pragma once

#include "adapters/kube_codec/readers.h"
#include "adapters/kube_codec/review.h"

namespace tollgate::kube_codec {

DecodedReview decode_review_value(const json::Value& document, Arena& arena);

// Completes a request whose other fields are set.
DecodedReview with_objects(model::AdmissionRequest request, const json::Value& object, const json::Value& old_object,
                           Arena& arena);

}  // namespace tollgate::kube_codec
