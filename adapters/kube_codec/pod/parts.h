// The decoders of a pod's parts, each from the place where the part begins. Internal to the folder.

#pragma once

#include "adapters/kube_codec/cursor.h"
#include "core/model/pod/pod.h"

namespace tollgate::kube_codec {

// `kind` and `index` of the container are set by the caller.
void read_container(const Cursor& at, model::Container& container);
void read_container_security(const Cursor& at, model::ContainerSecurityContext& security);
void read_pod_security(const Cursor& at, model::PodSecurityContext& security);
void read_volumes(const Cursor& at, model::List<model::Volume>& volumes);
void read_pod_claims(const Cursor& at, model::List<model::PodClaim>& claims);

}  // namespace tollgate::kube_codec
