// JSON Schema (draft 2020-12) from field rows: for editors, which then complete and check policies while they are written.

#include <fmt/format.h>

#include <limits>

#include "adapters/json/writer.h"
#include "cli/policy/field_tables.h"

namespace tollgate::cli {
namespace {

using policy::FieldInfo;
using policy::ValueType;

void add_text(const FieldInfo& field, json::Writer& json) {
  json.field("type", "string");
  const std::string_view pattern = info_of(field.limits.format).pattern;
  if (!field.choices.empty()) {
    json.key("enum").begin_array();
    for (const std::string_view choice : field.choices) json.text(choice);
    json.end_array();
  } else if (!pattern.empty()) {
    json.field("pattern", pattern);
  }
}

std::string text_schema(const FieldInfo& field) {
  json::Writer json;
  json.begin_object();
  add_text(field, json);
  json.end_object();
  return std::move(json).take();
}

std::string list_of(const FieldInfo& field, const std::string& items) {
  const std::string_view least = field.limits.not_empty ? R"(,"minItems":1)" : "";
  return fmt::format(R"({{"type":"array"{},"items":{}}})", least, items);
}

std::string mapping_to(const std::string& values) {
  return fmt::format(R"({{"type":"object","additionalProperties":{}}})", values);
}

std::string integer_schema(const FieldInfo& field) {
  const bool is_bounded = field.limits.most != std::numeric_limits<std::int64_t>::max();
  const std::string most = is_bounded ? fmt::format(R"(,"maximum":{})", field.limits.most) : "";
  return fmt::format(R"({{"type":"integer","minimum":{}{}}})", field.limits.least, most);
}

constexpr std::string_view kGpusSchema = R"({"type":["number","string"],"minimum":0,"pattern":"^[0-9]+([.][0-9]+|/[0-9]+)?$"})";

std::string value_schema(const FieldInfo& field) {
  switch (field.type) {
    case ValueType::kText: return text_schema(field);
    case ValueType::kFlag: return R"({"type":"boolean"})";
    case ValueType::kInteger: return integer_schema(field);
    case ValueType::kInstant: return R"({"type":"string","format":"date-time"})";
    case ValueType::kDay: return R"({"type":"string","format":"date"})";
    case ValueType::kMoney: return R"({"type":["number","string"],"pattern":"^(0|[1-9][0-9]*)([.][0-9]{1,6})?$"})";
    case ValueType::kTexts: return list_of(field, text_schema(field));
    case ValueType::kGpus: return std::string{kGpusSchema};
    case ValueType::kGpusByKey: return mapping_to(std::string{kGpusSchema});
    case ValueType::kTextByKey: return mapping_to(text_schema(field));
    case ValueType::kTextsByKey: return mapping_to(list_of(field, text_schema(field)));
    case ValueType::kObject: return to_schema(field.children());
    case ValueType::kObjects: return list_of(field, to_schema(field.children()));
    case ValueType::kObjectsByName: return mapping_to(to_schema(field.children()));
    case ValueType::kTree: return R"({"type":"object"})";
  }
  return "{}";
}

std::string property(const FieldInfo& field) {
  const std::string schema = value_schema(field);
  if (!field.limits.null_is_absent) return fmt::format(R"({{"description":{},"allOf":[{}]}})", json::quoted(field.doc), schema);
  return fmt::format(R"({{"description":{},"anyOf":[{},{{"type":"null"}}]}})", json::quoted(field.doc), schema);
}

}  // namespace

std::string to_schema(const FieldInfo::Children& fields) {
  json::Writer json;
  json.begin_object().field("type", "object").field("additionalProperties", false);
  json.key("properties").begin_object();
  for (const FieldInfo* field : fields) json.key(field->name).raw(property(*field));
  json.end_object().key("required").begin_array();
  for (const FieldInfo* field : fields) {
    if (field->limits.required) json.text(field->name);
  }
  json.end_array().end_object();
  return std::move(json).take();
}

}  // namespace tollgate::cli
