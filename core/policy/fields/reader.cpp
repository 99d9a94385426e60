#include "core/policy/fields/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/policy/fields/closest.h"

namespace tollgate::policy {
namespace {

// "the number 16", "a list": what stands there, for a message.
std::string seen(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kSequence: return "a list";
    case Node::Kind::kMapping: return "a mapping";
    case Node::Kind::kNull: return "nothing";
    case Node::Kind::kScalar: break;
  }
  switch (scalar_type(node)) {
    case ScalarType::kNull: return "nothing";
    case ScalarType::kBool: return fmt::format("the boolean {}", node.text);
    case ScalarType::kInteger:
    case ScalarType::kFloat: return fmt::format("the number {}", node.text);
    case ScalarType::kString: break;
  }
  constexpr std::size_t kShown = 64;
  return fmt::format("\"{}\"{}", node.text.substr(0, kShown), node.text.size() > kShown ? "…" : "");
}

bool is_plain_number_or_flag(const Node& node) {
  return node.kind == Node::Kind::kScalar && scalar_type(node) != ScalarType::kString && scalar_type(node) != ScalarType::kNull;
}

bool has_no_value(const Node& node) {
  return node.kind == Node::Kind::kNull || (node.kind == Node::Kind::kScalar && scalar_type(node) == ScalarType::kNull);
}

std::string range_of(const Limits& limits) {
  if (limits.most == std::numeric_limits<std::int64_t>::max()) return fmt::format("at least {}", limits.least);
  return fmt::format("from {} to {}", limits.least, limits.most);
}

}  // namespace

void Reader::mistake(const Node& node, std::string text) { notes_.mistakes.push_back({at(node), std::move(text)}); }

bool Reader::is_typed(const Node& node, std::string_view name, ScalarType type, std::string_view wanted) {
  if (node.kind == Node::Kind::kScalar && scalar_type(node) == type) return true;
  const bool unquoted = type == ScalarType::kString && is_plain_number_or_flag(node);
  mistake(node, fmt::format("{} must be {}, not {}{}", name, wanted, seen(node), unquoted ? ": put it in quotes" : ""));
  return false;
}

std::optional<std::string> Reader::text(const Node& node, const FieldInfo& field) {
  const FormatInfo& format = info_of(field.limits.format);
  if (!is_typed(node, field.name, ScalarType::kString, format.says)) return std::nullopt;
  if (!field.choices.empty() && std::ranges::find(field.choices, node.text) == field.choices.end()) {
    mistake(node, fmt::format("unknown {} {}{}", field.name, seen(node), suggestion(node.text, field.choices)));
    return std::nullopt;
  }
  if (!format.holds(node.text)) {
    mistake(node, fmt::format("{} must be {}, not {}", field.name, format.says, seen(node)));
    return std::nullopt;
  }
  if (field.limits.role != Role::kNone) notes_.mentions.push_back({field.limits.role, node.text, name_, at(node)});
  return node.text;
}

std::optional<bool> Reader::flag(const Node& node, const FieldInfo& field) {
  if (!is_typed(node, field.name, ScalarType::kBool, "true or false")) return std::nullopt;
  return bool_value(node);
}

std::optional<std::int64_t> Reader::integer(const Node& node, const FieldInfo& field) {
  if (!is_typed(node, field.name, ScalarType::kInteger, "a whole number")) return std::nullopt;
  const std::optional<std::int64_t> value = integer_value(node);
  if (value && *value >= field.limits.least && *value <= field.limits.most) return value;
  mistake(node, fmt::format("{} must be {}, not {}", field.name, range_of(field.limits), node.text));
  return std::nullopt;
}

std::optional<model::GpuUnits> Reader::gpus(const Node& node, const FieldInfo& field) {
  if (node.kind != Node::Kind::kScalar) {
    mistake(node, fmt::format("{} must be an amount of GPU like 8, 2.5 or 1/7, not {}", field.name, seen(node)));
    return std::nullopt;
  }
  const Result<model::GpuUnits> amount = model::GpuUnits::parse(node.text);
  if (amount && (!field.limits.not_empty || *amount > model::GpuUnits{})) return *amount;
  mistake(node, fmt::format("{}: {}", field.name, amount ? "must be more than none" : amount.error().message));
  return std::nullopt;
}

std::optional<Instant> Reader::instant(const Node& node, const FieldInfo& field) {
  if (!is_typed(node, field.name, ScalarType::kString, "a time")) return std::nullopt;
  Result<Instant> at = instant_from_rfc3339(node.text);
  if (at) return *at;
  mistake(node, fmt::format("{} must be a time like 2026-11-22T10:00:00Z, not {}", field.name, seen(node)));
  return std::nullopt;
}

std::optional<Day> Reader::day(const Node& node, const FieldInfo& field) {
  if (!is_typed(node, field.name, ScalarType::kString, "a day")) return std::nullopt;
  const Result<Day> day = day_from_text(node.text);
  if (day) return *day;
  mistake(node, fmt::format("{} must be a day like 2026-11-22, not {}", field.name, seen(node)));
  return std::nullopt;
}

// Quoted or not: other readers of the same file may make a float of a plain number.
std::optional<money::Money> Reader::money(const Node& node, const FieldInfo& field) {
  const bool is_text = node.kind == Node::Kind::kScalar;
  const Result<money::Money> amount = money::Money::parse(is_text ? node.text : "");
  if (!amount) {
    mistake(node, is_text ? fmt::format("{}: {}", field.name, amount.error().message)
                          : fmt::format("{} must be an amount of money, not {}", field.name, seen(node)));
    return std::nullopt;
  }
  if (amount->count() >= field.limits.least) return *amount;
  mistake(node, fmt::format("{} must be at least {}", field.name, money::Money::micros(field.limits.least).to_text()));
  return std::nullopt;
}

std::optional<std::vector<std::string>> Reader::texts(const Node& node, const FieldInfo& field) {
  if (!is_list(node, field)) return std::nullopt;
  std::vector<std::string> values;
  for (const Node& item : node.items) {
    std::optional<std::string> value = text(item, field);
    if (!value) continue;
    const bool again = std::ranges::find(values, *value) != values.end();
    if (again) mistake(item, fmt::format("{} names {} twice", field.name, seen(item)));
    values.push_back(*std::move(value));
  }
  return values;
}

bool Reader::is_mapping(const Node& node, std::string_view name) {
  if (node.kind == Node::Kind::kMapping) return true;
  mistake(node, fmt::format("{} must be a mapping, not {}", name, seen(node)));
  return false;
}

bool Reader::is_list(const Node& node, const FieldInfo& field) {
  const bool is_list = node.kind == Node::Kind::kSequence;
  if (!is_list) mistake(node, fmt::format("{} must be a list, not {}", field.name, seen(node)));
  const bool lacks_items = is_list && field.limits.not_empty && node.items.empty();
  if (lacks_items) mistake(node, fmt::format("{} must not be empty: leave the key out if it is not meant", field.name));
  return is_list;
}

bool Reader::is_keyed(const Node& node, const FieldInfo& field) {
  if (!is_mapping(node, field.name)) return false;
  const bool lacks_entries = field.limits.not_empty && node.entries.empty();
  if (lacks_entries) mistake(node, fmt::format("{} must not be empty: leave the key out if it is not meant", field.name));
  return true;
}

void Reader::key(const Entry& entry, const FieldInfo& field) {
  const FormatInfo& format = info_of(field.limits.key_format);
  if (!format.holds(entry.key.text)) {
    mistake(entry.key, fmt::format("{}: \"{}\" must be {}", field.name, entry.key.text, format.says));
  }
  if (field.limits.key_role == Role::kNone) return;
  notes_.mentions.push_back({field.limits.key_role, entry.key.text, name_, at(entry.key)});
}

void Reader::unknown_field(const Entry& entry, std::span<const FieldInfo* const> known) {
  std::vector<std::string_view> names;
  for (const FieldInfo* field : known) names.push_back(field->name);
  mistake(entry.key, fmt::format("unknown field \"{}\"{}", entry.key.text, suggestion(entry.key.text, names)));
}

bool Reader::has_value(const Entry& entry, const FieldInfo& field) {
  if (!has_no_value(entry.value)) return true;
  if (!field.limits.null_is_absent) mistake(entry.key, fmt::format("{} has no value", field.name));
  return false;
}

void Reader::require(const Node& mapping, const FieldInfo& field) {
  if (field.limits.required && mapping.find(field.name) == nullptr) mistake(mapping, fmt::format("{} is missing", field.name));
}

}  // namespace tollgate::policy
