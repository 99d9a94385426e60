// capabilities_restricted (restricted, 1.22): every container drops ALL, by that very word, and adds back at most
// NET_BIND_SERVICE. From 1.25 on not asked of Windows pods, which must not name capabilities at all.
//   spec.{initContainers,containers,ephemeralContainers}[*].securityContext.capabilities.{drop,add}

#include <fmt/format.h>
#include <algorithm>

#include "core/pss/capabilities.h"
#include "core/pss/checks.h"

namespace tollgate::pss {
namespace {

bool binds_low_ports(model::Text capability) { return capability == "NET_BIND_SERVICE"; }

bool drops_all(const model::Container& container) {
  const auto& dropped = container.security.dropped_capabilities;
  return dropped && std::ranges::find(*dropped, "ALL") != dropped->end();
}

void find_kept_capabilities(const model::Pod& pod, Offences& offences) {
  for (const model::Container& container : pod.containers) {
    if (drops_all(container)) continue;
    const std::string field = security_field(&container, "capabilities.drop");
    offences.push_back({.field = field,
                        .subject = subject_of(&container),
                        .value = "not ALL",
                        .text = "must contain ALL",
                        .fix = {field, "[ALL]"},
                        .container = &container});
  }
}

}  // namespace

void find_capabilities_restricted(const Judged& judged, Offences& offences) {
  if (is_for_windows(judged.pod, judged.minor)) return;
  find_kept_capabilities(judged.pod, offences);
  find_added_capabilities(judged, binds_low_ports, offences);
}

}  // namespace tollgate::pss
