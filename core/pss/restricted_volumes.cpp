// restrictedVolumes (restricted, 1.0; instead of hostPathVolumes): every volume is of a kind that reaches nothing of the
// node and no server of the pod's choice. A kind that is not known is refused. A volume of no kind is an emptyDir.
//   spec.volumes[*].*

#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "core/pss/checks.h"

namespace tollgate::pss {
namespace {

constexpr std::array<model::Text, 9> kHarmless{
    "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"};

bool is_harmless(model::Text source) { return std::ranges::find(kHarmless, source) != kHarmless.end(); }

void refuse(const model::Volume& volume, model::Text source, Offences& offences) {
  offences.push_back({.field = fmt::format("spec.volumes[{}].{}", volume.name, source),
                      .subject = std::string{volume.name},
                      .value = fmt::format("{} {}", source, volume.host_path.value_or(model::Text{})),
                      .text = "is not allowed",
                      .fix = {{},
                              "a persistentVolumeClaim, configMap, secret, projected, "
                              "emptyDir, ephemeral or csi volume"}});
}

}  // namespace

void find_restricted_volumes(const Judged& judged, Offences& offences) {
  for (const model::Volume& volume : judged.pod.volumes) {
    if (!volume.sources) continue;
    for (const model::Text source : *volume.sources) {
      if (!is_harmless(source)) refuse(volume, source, offences);
    }
  }
}

}  // namespace tollgate::pss
