// Amounts of GPU in a field: one, or several by key.

#pragma once

#include <string>
#include <vector>

#include "core/policy/fields/values.h"
#include "core/policy/gpu/gpu_catalog.h"

namespace tollgate::policy {

template <>
struct ValueOf<model::GpuUnits> {
  static constexpr ValueType kType = ValueType::kGpus;
  static void read(Reader& reader, const Node& node, const FieldInfo& field, model::GpuUnits& out) {
    out = reader.gpus(node, field).value_or(out);
  }
  static std::string show(model::GpuUnits value) { return value.to_text(); }
};

template <>
struct ValueOf<std::vector<GpuShare>> {
  static constexpr ValueType kType = ValueType::kGpusByKey;
  static void read(Reader& reader, const Node& node, const FieldInfo& field, std::vector<GpuShare>& out) {
    if (!reader.is_keyed(node, field)) return;
    for (const Entry& entry : node.entries) {
      reader.key(entry, field);
      if (const auto amount = reader.gpus(entry.value, field)) out.push_back({entry.key.text, *amount});
    }
  }
};

}  // namespace tollgate::policy
