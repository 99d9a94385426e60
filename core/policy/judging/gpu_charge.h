// Does a pod ask for GPUs, under any name?

#pragma once

#include "core/model/pod/pod.h"

namespace tollgate::policy {

// A resource under a GPU vendor's domain, or a device class asked for as an extended resource.
bool is_gpu_resource(model::Text resource);

// A GPU resource with an amount other than zero, requested or limited, in an init or app container. An amount that cannot be
// read counts as one.
bool asks_for_gpus(const model::Pod& pod);

}  // namespace tollgate::policy
