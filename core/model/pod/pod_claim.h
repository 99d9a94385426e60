// A pod's reference to devices: a claim that exists, or a template from which one is made for the pod.

#pragma once

#include "core/model/pod/metadata.h"

namespace tollgate::model {

// Of the two names at most one is set.
struct PodClaim {
  Text name;           // in the pod
  Text claim_name;     // of a claim that others may share
  Text template_name;  // of the template; its claim is the pod's own
  bool operator==(const PodClaim&) const = default;
};

}  // namespace tollgate::model
