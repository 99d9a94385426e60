#include "core/policy/judging/subject.h"

#include <algorithm>

#include "core/overloaded.h"

namespace tollgate::policy {
namespace {

using model::AdmissionRequest;
using model::Operation;

std::optional<Subject> pod_subject(const AdmissionRequest& request) {
  if (request.subresource.empty()) return request.operation == Operation::kCreate ? Subject::kPodCreate : Subject::kPodUpdate;
  if (request.subresource == "ephemeralcontainers") return Subject::kEphemeral;
  if (request.subresource == "status") return Subject::kStatus;
  if (request.subresource == "binding") return Subject::kBinding;
  if (request.subresource == "resize") return Subject::kResize;
  return std::nullopt;
}

// Labels can be written through both, and neither is brought here for anything else.
bool is_namespace_subresource(model::Text subresource) { return subresource == "status" || subresource == "finalize"; }

std::optional<Subject> core_group_subject(const AdmissionRequest& request) {
  if (request.resource == "pods") return pod_subject(request);
  if (request.resource == "namespaces" && is_namespace_subresource(request.subresource)) return Subject::kNamespace;
  if (!request.subresource.empty()) return std::nullopt;
  if (request.resource == "bindings") return Subject::kBinding;
  if (request.resource == "namespaces") return Subject::kNamespace;
  return std::nullopt;
}

std::optional<Subject> device_group_subject(const AdmissionRequest& request) {
  if (!request.subresource.empty()) return std::nullopt;
  const bool is_new = request.operation == Operation::kCreate;
  if (request.resource == "resourceclaims") return is_new ? Subject::kClaim : Subject::kClaimUpdate;
  if (request.resource == "resourceclaimtemplates" && is_new) return Subject::kClaimTemplate;
  return std::nullopt;
}

}  // namespace

std::optional<Subject> subject_of(const AdmissionRequest& request) {
  if (request.operation != Operation::kCreate && request.operation != Operation::kUpdate) return std::nullopt;
  if (request.group.empty()) {
    if (const auto subject = core_group_subject(request)) return subject;
  }
  if (request.group == model::kDeviceGroup) return device_group_subject(request);
  const bool is_workload = std::holds_alternative<model::Workload>(request.object);
  if (is_workload && request.subresource.empty()) return Subject::kWorkload;
  return std::nullopt;
}

const model::Metadata* old_metadata(const AdmissionRequest& request) {
  return std::visit(Overloaded{[](const std::monostate&) -> const model::Metadata* { return nullptr; },
                               [](const model::ResourceClaim& claim) -> const model::Metadata* { return &claim.bearer.metadata; },
                               [](const auto& object) -> const model::Metadata* { return &object.metadata; }},
                    request.old_object);
}

const model::Pod* old_template(const AdmissionRequest& request, std::string_view base) {
  const auto* workload = std::get_if<model::Workload>(&request.old_object);
  if (workload == nullptr) return nullptr;
  const auto found = std::ranges::find(workload->templates, base, &model::PodTemplate::base);
  return found == workload->templates.end() ? nullptr : &found->pod;
}

}  // namespace tollgate::policy
