#include "core/policy/judging/ownership.h"

#include <algorithm>

#include "core/policy/gpu/claimed_gpus.h"
#include "core/policy/gpu/gpu_ask.h"
#include "core/policy/judging/identity.h"

namespace tollgate::policy {
namespace {

using model::Pod;
using model::Text;

Text owner_kind(const Door& door, const Pod& pod) {
  const auto* workload = std::get_if<model::Workload>(&door.request.object);
  const model::OwnerReference* owner = controller_of(workload == nullptr ? pod.metadata : workload->metadata);
  return owner == nullptr ? Text{} : owner->kind;
}

std::string_view inferred_from(const Site& site, Text kind) {
  if (kind.empty()) return {};
  for (const JobType& type : site.platform.job_types) {
    if (std::ranges::find(type.infer_from, kind) != type.infer_from.end()) return type.name;
  }
  return {};
}

// The controller's own, else the owner's kind (a Notebook's StatefulSet is a notebook), else the object's.
std::string_view inferred_job_type(const Door& door, const Pod& pod) {
  if (door.trusted != nullptr && !door.trusted->job_type.empty()) return door.trusted->job_type;
  const std::string_view by_owner = inferred_from(door.site, owner_kind(door, pod));
  return by_owner.empty() ? inferred_from(door.site, door.request.kind) : by_owner;
}

bool holds_gpus(const GpuCatalog& catalog, const std::vector<model::DeviceRequest>& requests) {
  return unknown_class(catalog, requests) != nullptr || !claimed_gpus(catalog, requests).empty();
}

}  // namespace

Ownership labelled(const LabelKeys& keys, const Pod& pod) {
  return {.team = pod.metadata.label(keys.team).value_or(Text{}),
          .user = pod.metadata.label(keys.user).value_or(Text{}),
          .job_type = pod.metadata.label(keys.job_type).value_or(Text{})};
}

const model::OwnerReference* controller_of(const model::Metadata& metadata) {
  if (!metadata.owner_references) return nullptr;
  const auto found = std::ranges::find(*metadata.owner_references, true, &model::OwnerReference::controller);
  return found == metadata.owner_references->end() ? nullptr : &*found;
}

Result<std::string> rightful_user(const Door& door, const Pod& pod) {
  const Platform& platform = door.site.platform;
  if (door.trusted == nullptr) return canonical_user(door.request.caller.username, platform.identity);
  if (const auto& key = door.trusted->user_from_annotation) {
    if (const auto name = pod.metadata.annotation(*key); name && !name->empty()) return canonical_user(*name, platform.identity);
  }
  const Text vouched = pod.metadata.label(platform.labels.user).value_or(Text{});
  return std::string{vouched.empty() ? kUnknownUser : vouched};
}

bool asks_for_gpus(const Door& door, const Pod& pod) {
  if (const auto* claim = std::get_if<model::ResourceClaim>(&door.request.object))
    return holds_gpus(door.site.gpus, claim->requests);
  if (asks_for_gpus(door.site.gpus, pod)) return true;
  return std::ranges::any_of(pod.resource_claims, [&](const model::PodClaim& claim) {
    if (claim.template_name.empty()) return false;
    const ClaimTemplateView* known = find_template(door.cluster, door.request.namespace_name, claim.template_name);
    return known == nullptr || holds_gpus(door.site.gpus, known->requests);
  });
}

std::string_view fitting_job_type(const Door& door, const Pod& pod) {
  const std::string_view inferred = inferred_job_type(door, pod);
  if (asks_for_gpus(door, pod)) return inferred.empty() ? std::string_view{door.site.platform.default_job_type} : inferred;
  return door.team != nullptr && may_use(*door.team, inferred) ? inferred : std::string_view{};
}

bool may_use(const Team& team, std::string_view job_type) {
  return team.job_types.empty() || std::ranges::find(team.job_types, job_type) != team.job_types.end();
}

}  // namespace tollgate::policy
