// One admission request as the rules see it: who wants to do what to which object. Request-scoped like the pod inside it.
// Source of the fields: AdmissionReview v1 (k8s.io/api/admission/v1).

#pragma once

#include <optional>
#include <variant>

#include "core/model/pod/pod.h"
#include "core/model/resource_claim.h"
#include "core/model/workload.h"

namespace tollgate::model {

enum class Operation { kCreate, kUpdate, kDelete, kConnect };

// "CREATE", "UPDATE", …
Text name_of(Operation operation);

struct Caller {
  Text username;  // as authenticated: "oidc:alice@example.com", "system:serviceaccount:ns:name"
  Text uid;
  List<Text> groups;
};

// A namespace that is itself the subject of the request.
struct NamespaceObject {
  Metadata metadata;
};

// monostate: no object (null), or a kind nobody judges. A Binding is a Pod of which only the metadata is known: what it writes
// into the pod it binds.
using Object = std::variant<std::monostate, Pod, Workload, NamespaceObject, ResourceClaim>;

struct AdmissionRequest {
  Text uid;  // of this call, echoed in the answer; not the object's
  Text group;
  Text kind;         // "Pod"
  Text resource;     // "pods"
  Text subresource;  // "", "status", "ephemeralcontainers", …
  Text name;
  Text namespace_name;
  Operation operation = Operation::kCreate;
  bool dry_run = false;
  Caller caller;
  Object object;
  Object old_object;  // UPDATE and DELETE

  explicit AdmissionRequest(std::pmr::memory_resource* arena) : caller{.username = {}, .uid = {}, .groups = List<Text>{arena}} {}
  AdmissionRequest(AdmissionRequest&&) = default;
  AdmissionRequest& operator=(AdmissionRequest&&) = default;
  AdmissionRequest(const AdmissionRequest&) = delete;
  AdmissionRequest& operator=(const AdmissionRequest&) = delete;
};

}  // namespace tollgate::model
