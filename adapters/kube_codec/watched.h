// Cluster objects that are watched rather than reviewed, as owning values.

#pragma once

#include <memory_resource>
#include <optional>
#include <string>

#include "adapters/json/value.h"
#include "core/model/instant.h"
#include "core/model/pod/pod.h"
#include "core/model/resource_claim.h"
#include "core/policy/cluster_view.h"
#include "core/result.h"

namespace tollgate::kube_codec {

// What every stored object has.
struct StoredObject {
  std::string name;
  std::string namespace_name;
  std::string uid;
  std::string resource_version;
  bool deleting = false;
};

// A pod as a view into `object`, with its lists in `memory`.
struct WatchedPod {
  model::Pod pod;
  bool ended = false;           // phase Succeeded or Failed
  std::string extended_claim;   // that the scheduler made for its extended resources; empty: none yet
  std::optional<Instant> ends;  // when its own deadline stops it; absent: it has none, or has not started
};

// kInvalid names the field.
Result<StoredObject> decode_stored(const json::Value& object);
Result<policy::NamespaceView> decode_namespace(const json::Value& object);
Result<policy::PriorityClassView> decode_priority_class(const json::Value& object);
Result<policy::ClaimTemplateView> decode_claim_template(const json::Value& object);
Result<WatchedPod> decode_pod(const json::Value& object, std::pmr::memory_resource* memory);
Result<model::ResourceClaim> decode_claim(const json::Value& object, std::pmr::memory_resource* memory);

}  // namespace tollgate::kube_codec
