// What a check finds, and the words the checks have in common.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/model/pod/pod.h"

namespace tollgate::pss {

// What would pass: a field and its value, or words where there is no one value.
struct Fix {
  std::string field;  // empty: `value` is words
  std::string value;
};

// One place in the pod that a check does not allow.
struct Offence {
  std::string field;    // "spec.containers[trainer].securityContext.privileged"
  std::string subject;  // the container, volume or field by name
  std::string value;    // what stands there
  std::string text;     // read after the field: "must not be true"
  Fix fix;
  const model::Container* container = nullptr;  // what it is inside of; nullptr: the pod's own
};

using Offences = std::vector<Offence>;

// The container, or the pod itself where there is none, by its name and by a field of its securityContext.
std::string subject_of(const model::Container* container);
std::string security_field(const model::Container* container, std::string_view field);

// `field` of the securityContext must not be `value`, but could be `better`.
Offence must_not_be(const model::Container* container, std::string_view field, std::string_view value, std::string_view better);
// The same of an annotation.
Offence must_not_be(const model::KeyValue& annotation, std::string_view better);

// Calls `visit(security context, container)` for the pod's own, with nullptr, and for that of each container.
template <class Visit>
void for_each_security(const model::Pod& pod, const Visit& visit) {
  visit(static_cast<const model::SecurityContext&>(pod.security), static_cast<const model::Container*>(nullptr));
  for (const model::Container& container : pod.containers) {
    visit(static_cast<const model::SecurityContext&>(container.security), &container);
  }
}

// A seccomp or AppArmor profile that confines: the container runtime's, or one of the node's own.
bool confines(model::Text profile);

// On Windows there is nothing to restrict in capabilities, seccomp and privilege escalation: since 1.25 nobody has to say
// so.
bool is_for_windows(const model::Pod& pod, int minor);

// Root in a user namespace of its own is nobody on the node: since 1.35 that counts.
bool has_own_users(const model::Pod& pod, int minor);

}  // namespace tollgate::pss
