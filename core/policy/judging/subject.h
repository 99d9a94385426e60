// What a request is about, and the pods in it.

#pragma once

#include <optional>
#include <string_view>

#include "core/model/admission_request.h"
#include "core/policy/rule.h"

namespace tollgate::policy {

// Nothing for what nobody judges: other kinds and subresources, DELETE, CONNECT.
std::optional<Subject> subject_of(const model::AdmissionRequest& request);

// The metadata of the object as it was; nullptr when there was none.
const model::Metadata* old_metadata(const model::AdmissionRequest& request);

// A pod in a request: the object itself, one template of a workload, or what a claim has of one.
struct JudgedPod {
  const model::Pod* pod = nullptr;
  const model::Pod* old = nullptr;  // the same pod or template before; nullptr when there was none
  std::string_view base;            // JSON Pointer of the pod in the object: "", "/spec/template"
};

// Calls `visit(JudgedPod)` for each, in document order.
template <class Visit>
void for_each_pod(const model::AdmissionRequest& request, const Visit& visit);

// The template at `base` of the workload as it was.
const model::Pod* old_template(const model::AdmissionRequest& request, std::string_view base);

template <class Visit>
void for_each_pod(const model::AdmissionRequest& request, const Visit& visit) {
  if (const auto* pod = std::get_if<model::Pod>(&request.object)) {
    visit(JudgedPod{.pod = pod, .old = std::get_if<model::Pod>(&request.old_object), .base = {}});
  } else if (const auto* claim = std::get_if<model::ResourceClaim>(&request.object)) {
    const auto* old = std::get_if<model::ResourceClaim>(&request.old_object);
    visit(JudgedPod{.pod = &claim->bearer, .old = old == nullptr ? nullptr : &old->bearer, .base = {}});
  } else if (const auto* workload = std::get_if<model::Workload>(&request.object)) {
    for (const model::PodTemplate& t : workload->templates) {
      visit(JudgedPod{.pod = &t.pod, .old = old_template(request, t.base), .base = t.base});
    }
  }
}

}  // namespace tollgate::policy
