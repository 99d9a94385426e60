// Pods that wait for quota, as their manifests show it: a scheduling gate of ours, and what is written beside it.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "core/model/pod/pod.h"
#include "core/policy/site.h"
#include "core/quota/waiting.h"

namespace tollgate::policy {

inline constexpr std::string_view kQuotaGate = "tollgate.dev/quota";               // holds a pod back until its GPUs are free
inline constexpr std::string_view kGangSizeAnnotation = "tollgate.dev/gang-size";  // how many pods of the owner start together
inline constexpr std::string_view kWaitingAnnotation = "tollgate.dev/waiting";     // a pod's place and what it waits for

// Where our gate is among the pod's; nothing: it has none.
std::optional<std::size_t> quota_gate(const model::Pod& pod);

// Whether a new pod of that job type, which holds GPUs, is to wait behind the gate. Not one that names its node, because the API
// takes no gates with that; and not a DaemonSet's, whose controller wants a pod for each node whatever it waits for.
bool is_to_wait(const Site& site, const model::Pod& pod, std::string_view job_type);

// Where a pod stands in the queue, by its job type, its age, and the gang that it says it belongs to.
quota::Standing standing_of(const Site& site, const model::Pod& pod, std::string_view job_type);

}  // namespace tollgate::policy
