// What a container takes from the pod where it says nothing itself.

#pragma once

#include "core/pss/check.h"

namespace tollgate::pss {

// Calls `report(container)`, nullptr for the pod, wherever a value stands that is not good, and for each container without
// one that inherits none that is. A container's good value does not mend the pod's bad one.
template <class T, class IsGood, class Report>
void find_not_good(const model::Pod& pod, std::optional<T> model::SecurityContext::*field, const IsGood& is_good,
                   const Report& report) {
  const std::optional<T>& of_pod = pod.security.*field;
  const bool inherits_good = of_pod && is_good(*of_pod);
  if (of_pod && !inherits_good) report(nullptr);
  for (const model::Container& container : pod.containers) {
    const std::optional<T>& own = container.security.*field;
    const bool good = own ? is_good(*own) : inherits_good;
    if (!good) report(&container);
  }
}

// Where the value that was found wanting is best written: once, in the pod; but in the container if it has one of its own,
// or came later than the pod, whose securityContext does not change any more.
std::string best_field(const model::Container* container, bool has_own, std::string_view field);

}  // namespace tollgate::pss
