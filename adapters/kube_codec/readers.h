// The decoders of this folder's objects, each from the place where the object begins. Internal to the folder.

#pragma once

#include <cstddef>
#include <vector>

#include "adapters/kube_codec/cursor.h"
#include "core/model/admission_request.h"

namespace tollgate::kube_codec {

// Bounds that no object the API server stores comes near; they keep a hostile one from taking memory many times its size.
inline constexpr std::size_t kMaxItems = 4096;      // containers, volumes, owners
inline constexpr std::size_t kMaxTexts = 64 << 10;  // labels, annotations, groups

void read_metadata(const Cursor& at, model::Metadata& metadata);
// Metadata and spec: a pod, or a pod template.
void read_pod(const Cursor& at, model::Pod& pod);
// `workload.kind` says where its templates are; one that is missing is a mistake.
void read_workload(const Cursor& at, model::Workload& workload);

// A ResourceClaim, and a ResourceClaimTemplate with the requests of its claims.
void read_claim(const Cursor& at, model::ResourceClaim& claim);
void read_claim_template(const Cursor& at, model::ResourceClaim& claim);
// The `spec` of a claim.
void read_device_requests(const Cursor& at, std::vector<model::DeviceRequest>& requests);

// By the group and kind of the object: whether anybody judges it, and the object; monostate when nobody does.
bool is_judged(std::string_view group, std::string_view kind);
model::Object read_judged(const Cursor& at, std::string_view group, std::string_view kind);

}  // namespace tollgate::kube_codec
