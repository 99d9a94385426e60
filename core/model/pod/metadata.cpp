#include "core/model/pod/metadata.h"

#include <algorithm>

namespace tollgate::model {

std::optional<Text> find(const std::optional<TextMap>& map, Text key) {
  if (!map) return std::nullopt;
  const auto entry = std::ranges::find(*map, key, &KeyValue::key);
  if (entry == map->end()) return std::nullopt;
  return entry->value;
}

}  // namespace tollgate::model
