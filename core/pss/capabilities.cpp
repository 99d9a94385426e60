#include "core/pss/capabilities.h"

#include <fmt/format.h>
#include <algorithm>

namespace tollgate::pss {

void find_added_capabilities(const Judged& judged, bool (*allows)(model::Text capability), Offences& offences) {
  const auto may = [&](model::Text capability) {
    return allows(capability) || std::ranges::find(judged.capabilities, capability) != judged.capabilities.end();
  };
  for (const model::Container& container : judged.pod.containers) {
    const auto& added = container.security.added_capabilities;
    if (!added || std::ranges::all_of(*added, may)) continue;
    std::vector<model::Text> kept{added->begin(), added->end()};
    const auto forbidden = std::stable_partition(kept.begin(), kept.end(), may);
    const std::string names = fmt::format("{}", fmt::join(forbidden, kept.end(), ", "));
    const std::string field = security_field(&container, "capabilities.add");
    offences.push_back({.field = field,
                        .subject = subject_of(&container),
                        .value = names,
                        .text = fmt::format("must not contain {}", names),
                        .fix = {field, fmt::format("[{}]", fmt::join(kept.begin(), forbidden, ", "))},
                        .container = &container});
  }
}

}  // namespace tollgate::pss
