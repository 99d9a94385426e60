// PodEdits as a JSON Patch (RFC 6902), in the dialect the API server accepts: parents are created, never assumed.

#pragma once

#include <span>
#include <string>

#include "core/model/admission_request.h"
#include "core/policy/pod_edit.h"

namespace tollgate::kube_codec {

// The operations that make `edits` true of the request's object; empty when they are true already, so a second pass over
// the result says nothing. Of several values for one label the last one counts. An edit of something the object lacks (a
// template, a container) is void.
std::string encode_patch(const model::AdmissionRequest& request, std::span<const policy::PlacedEdit> edits);

}  // namespace tollgate::kube_codec
