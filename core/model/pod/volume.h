// A volume of a pod. A request-scoped view (metadata.h).

#pragma once

#include <cstddef>
#include <optional>

#include "core/model/pod/metadata.h"

namespace tollgate::model {

struct Volume {
  std::size_t index = 0;
  Text name;
  // The field that says what it is made of: "emptyDir", "persistentVolumeClaim". None is an emptyDir, as the API server
  // fills in; of several, which it refuses, each is here.
  std::optional<List<Text>> sources;
  std::optional<Text> host_path;  // hostPath.path; present, maybe empty, when the source is hostPath
  bool operator==(const Volume&) const = default;
};

}  // namespace tollgate::model
