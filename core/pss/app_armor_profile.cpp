// appArmorProfile (baseline, 1.0): AppArmor may be left to its default, but not switched off.
//   spec.securityContext and containers' appArmorProfile.type: unset, RuntimeDefault, Localhost
//   metadata.annotations["container.apparmor.security.beta.kubernetes.io/*"]: empty, runtime/default, localhost/*

#include <fmt/format.h>

#include "core/pss/checks.h"

namespace tollgate::pss {
namespace {

constexpr model::Text kAnnotation = "container.apparmor.security.beta.kubernetes.io/";

bool confines_by_annotation(model::Text value) {
  return value.empty() || value == "runtime/default" || value.starts_with("localhost/");
}

}  // namespace

void find_app_armor_profile(const Judged& judged, Offences& offences) {
  for_each_security(judged.pod, [&](const model::SecurityContext& security, const model::Container* container) {
    if (!security.app_armor_profile || confines(*security.app_armor_profile)) return;
    offences.push_back(must_not_be(container, "appArmorProfile.type", *security.app_armor_profile, "RuntimeDefault"));
  });
  if (!judged.pod.metadata.annotations) return;
  for (const model::KeyValue& annotation : *judged.pod.metadata.annotations) {
    if (annotation.key.starts_with(kAnnotation) && !confines_by_annotation(annotation.value)) {
      offences.push_back(must_not_be(annotation, "runtime/default"));
    }
  }
}

}  // namespace tollgate::pss
