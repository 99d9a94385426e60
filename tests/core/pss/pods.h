// Pods for the tests of the checks: one container of each kind, of which a test sets what it is about.

#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "core/pss/check.h"

namespace tollgate::pss {

// Containers i (init), c (app), e (ephemeral), none of which says anything.
inline model::Pod a_pod() {
  model::Pod pod{std::pmr::get_default_resource()};
  for (const auto& [kind, name] : {std::pair{model::ContainerKind::kInit, "i"}, std::pair{model::ContainerKind::kApp, "c"},
                                   std::pair{model::ContainerKind::kEphemeral, "e"}}) {
    model::Container& container = pod.containers.emplace_back();
    container.kind = kind;
    container.name = name;
  }
  return pod;
}

// Each of the three is set by `set(Container&)`.
template <class Set>
model::Pod with_containers(const Set& set) {
  model::Pod pod = a_pod();
  for (model::Container& container : pod.containers) set(container);
  return pod;
}

// The pod itself and each container: `set(SecurityContext&)`.
template <class Set>
model::Pod everywhere(const Set& set) {
  model::Pod pod = with_containers([&](model::Container& container) { set(container.security); });
  set(pod.security);
  return pod;
}

inline Offences offences(std::string_view id, const Judged& judged) {
  for (const Check& check : checks()) {
    if (check.id != id) continue;
    Offences found;
    check.find(judged, found);
    return found;
  }
  ADD_FAILURE() << "no check " << id;
  return {};
}

// The fields that the check objects to, as of Kubernetes 1.`minor`.
inline std::vector<std::string> fields(std::string_view id, const model::Pod& pod, int minor = kLatest) {
  std::vector<std::string> found;
  for (const Offence& offence : offences(id, {.pod = pod, .minor = minor})) found.push_back(offence.field);
  return found;
}

// `field` of each container, and of the pod's securityContext before.
inline std::vector<std::string> of_containers(std::string_view field) {
  return {"spec.initContainers[i]." + std::string{field}, "spec.containers[c]." + std::string{field},
          "spec.ephemeralContainers[e]." + std::string{field}};
}
inline std::vector<std::string> of_all(std::string_view field) {
  std::vector<std::string> all = of_containers("securityContext." + std::string{field});
  all.insert(all.begin(), "spec.securityContext." + std::string{field});
  return all;
}

inline std::string fix_line(const Offence& offence) {
  return offence.fix.field.empty() ? offence.fix.value : offence.fix.field + ": " + offence.fix.value;
}

}  // namespace tollgate::pss
