// Whose a pod is: what its identity labels say, and what they should say.

#pragma once

#include <string>
#include <string_view>

#include "core/model/admission_request.h"
#include "core/model/instant.h"
#include "core/policy/site.h"
#include "core/result.h"

namespace tollgate::policy {

// What the whole request has in common. Everything it points to outlives the call.
struct Door {
  const Site& site;
  const ClusterView& cluster;
  const model::AdmissionRequest& request;
  const Labels& namespace_labels;
  const Team* team = nullptr;                  // whose namespace it is; nullptr = nobody's
  const TrustedController* trusted = nullptr;  // the caller, when it creates pods for somebody else
  bool deleting = false;                       // the object is on its way out
  Instant now;
};

struct Ownership {
  std::string_view team;
  std::string_view user;
  std::string_view job_type;
};

// What the labels say; empty where one is absent.
Ownership labelled(const LabelKeys& keys, const model::Pod& pod);

// The reference to the object that controls `metadata`'s; nullptr when none does.
const model::OwnerReference* controller_of(const model::Metadata& metadata);

// The user the label must name: the caller, or whom a trusted controller vouches for. kInvalid: the name fits no label.
Result<std::string> rightful_user(const Door& door, const model::Pod& pod);

// The pod or the claim in the request asks for GPUs; one that cannot be told (a template that is not known, a device class that
// is not in the catalog) counts as one that does.
bool asks_for_gpus(const Door& door, const model::Pod& pod);

// The job type of a pod without that label: the controller's, else inferred from the owner's or the object's kind, else the
// platform's default; empty when nothing fits. A pod without GPUs gets none by default, and none its team may not use.
std::string_view fitting_job_type(const Door& door, const model::Pod& pod);

bool may_use(const Team& team, std::string_view job_type);

}  // namespace tollgate::policy
