// Maps by free keys (labels, annotations, resources) and lists of texts. Internal to the folder.
//
// Null leaves the map absent. A key that stands twice is a mistake. A null value is the empty text, or the quantity 0.

#pragma once

#include <optional>

#include "adapters/kube_codec/cursor.h"
#include "core/model/pod/pod.h"

namespace tollgate::kube_codec {

void read_text_map(const Cursor& at, std::optional<model::TextMap>& map);
void read_amounts(const Cursor& at, std::optional<model::List<model::ResourceAmount>>& amounts);
void read_text_list(const Cursor& at, model::List<model::Text>& texts);

}  // namespace tollgate::kube_codec
