// hostPathVolumes (baseline, 1.0): no volume may be a path of the node, whatever the path.
//   spec.volumes[*].hostPath

#include <fmt/format.h>

#include "core/pss/checks.h"

namespace tollgate::pss {

void find_host_path_volumes(const Judged& judged, Offences& offences) {
  for (const model::Volume& volume : judged.pod.volumes) {
    if (!volume.host_path) continue;
    offences.push_back({.field = fmt::format("spec.volumes[{}].hostPath", volume.name),
                        .subject = std::string{volume.name},
                        .value = std::string{*volume.host_path},
                        .text = fmt::format("\"{}\" is not allowed", *volume.host_path),
                        .fix = {{}, "a persistentVolumeClaim, configMap or emptyDir"}});
  }
}

}  // namespace tollgate::pss
