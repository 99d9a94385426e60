// seccompProfile_baseline (baseline, 1.0): seccomp may be left to its default, but not switched off. Until 1.18 an
// annotation says so, from 1.19 on a field.
//   spec.securityContext and containers' seccompProfile.type: unset, RuntimeDefault, Localhost
//   metadata.annotations["seccomp.security.alpha.kubernetes.io/pod"],
//   metadata.annotations["container.seccomp.security.alpha.kubernetes.io/CONTAINER"]:
//   unset, runtime/default, docker/default, localhost/*

#include <algorithm>

#include "core/pss/checks.h"

namespace tollgate::pss {
namespace {

constexpr int kFieldsSince = 19;
constexpr model::Text kOfPod = "seccomp.security.alpha.kubernetes.io/pod";
constexpr model::Text kOfContainer = "container.seccomp.security.alpha.kubernetes.io/";

bool is_about_seccomp(const model::Pod& pod, model::Text key) {
  if (key == kOfPod) return true;
  if (!key.starts_with(kOfContainer)) return false;
  return std::ranges::find(pod.containers, key.substr(kOfContainer.size()), &model::Container::name) != pod.containers.end();
}

bool confines_by_annotation(model::Text value) {
  return value == "runtime/default" || value == "docker/default" || value.starts_with("localhost/");
}

void find_annotations(const model::Pod& pod, Offences& offences) {
  if (!pod.metadata.annotations) return;
  for (const model::KeyValue& annotation : *pod.metadata.annotations) {
    if (is_about_seccomp(pod, annotation.key) && !confines_by_annotation(annotation.value)) {
      offences.push_back(must_not_be(annotation, "runtime/default"));
    }
  }
}

}  // namespace

void find_seccomp_profile_baseline(const Judged& judged, Offences& offences) {
  if (judged.minor < kFieldsSince) return find_annotations(judged.pod, offences);
  for_each_security(judged.pod, [&](const model::SecurityContext& security, const model::Container* container) {
    if (!security.seccomp_profile || confines(*security.seccomp_profile)) return;
    offences.push_back(must_not_be(container, "seccompProfile.type", *security.seccomp_profile, "RuntimeDefault"));
  });
}

}  // namespace tollgate::pss
