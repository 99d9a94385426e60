#include "cli/policy/field_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace tollgate::cli {
namespace {

using policy::FieldInfo;
using policy::ValueType;

constexpr std::int64_t kUnlimited = std::numeric_limits<std::int64_t>::max();

std::string text_type(const FieldInfo& field) {
  if (!field.choices.empty()) return fmt::format("one of {}", fmt::join(field.choices, ", "));
  return std::string{info_of(field.limits.format).says};
}

std::string integer_type(const FieldInfo& field) {
  if (field.limits.most != kUnlimited) return fmt::format("whole number from {} to {}", field.limits.least, field.limits.most);
  return fmt::format("whole number, at least {}", field.limits.least);
}

std::string type_of(const FieldInfo& field) {
  switch (field.type) {
    case ValueType::kText: return text_type(field);
    case ValueType::kFlag: return "true or false";
    case ValueType::kInteger: return integer_type(field);
    case ValueType::kInstant: return "time (RFC 3339)";
    case ValueType::kDay: return "day (2026-11-22)";
    case ValueType::kMoney: return "amount of money, at most six decimals";
    case ValueType::kTexts: return (field.limits.not_empty ? "list, not empty: " : "list: ") + text_type(field);
    case ValueType::kGpus: return "amount of GPU: 8, 2.5, 1/7";
    case ValueType::kGpusByKey: return "mapping of keys to amounts of GPU";
    case ValueType::kTextByKey: return "mapping of keys to text";
    case ValueType::kTextsByKey: return "mapping of keys to lists";
    case ValueType::kObject: return "mapping";
    case ValueType::kObjects: return "list of mappings";
    case ValueType::kObjectsByName: return "mapping of names to mappings";
    case ValueType::kTree: return "mapping of any shape";
  }
  return "";
}

std::string inner_path(const FieldInfo& field, const std::string& path) {
  if (field.type == ValueType::kObjects) return path + "[].";
  return path + (field.type == ValueType::kObjectsByName ? ".*." : ".");
}

void add_rows(const FieldInfo::Children& fields, const std::string& prefix, std::vector<ReferenceRow>& rows) {
  for (const FieldInfo* field : fields) {
    const std::string path = prefix + std::string{field->name};
    const std::string fallback = default_of(*field);
    rows.push_back({path, type_of(*field), fallback == "none" ? "" : fallback, std::string{field->doc}});
    if (field->children != nullptr) add_rows(field->children(), inner_path(*field, path), rows);
  }
}

std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '|' ? "\\|" : std::string{c};
  return escaped;
}

}  // namespace

std::vector<ReferenceRow> reference_rows(const FieldInfo::Children& fields) {
  std::vector<ReferenceRow> rows;
  add_rows(fields, "", rows);
  return rows;
}

std::string to_markdown(const std::vector<ReferenceRow>& rows) {
  std::string text = "| field | value | default | meaning |\n|---|---|---|---|\n";
  for (const ReferenceRow& row : rows) {
    text += fmt::format("| `{}` | {} | {} | {} |\n", row.path, cell(row.type), cell(row.fallback), cell(row.doc));
  }
  return text;
}

std::string to_columns(const std::vector<ReferenceRow>& rows) {
  std::size_t width = 0;
  for (const ReferenceRow& row : rows) width = std::max(width, row.path.size());
  std::string text;
  for (const ReferenceRow& row : rows) {
    const std::string fallback = row.fallback.empty() ? "" : fmt::format("; default: {}", row.fallback);
    const bool is_required = row.fallback == "required";
    text += fmt::format("  {:<{}}  {}\n  {:<{}}  ({}{})\n", row.path, width, row.doc, "", width, row.type,
                        is_required ? "; required" : fallback);
  }
  return text;
}

}  // namespace tollgate::cli
