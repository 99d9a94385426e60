// What can stand in a field, one specialisation a C++ type: how it is read, what it is called, how a default is shown.
// Objects with fields of their own are table.h's, amounts of GPU gpu_values.h's.

#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/policy/cluster_view.h"
#include "core/policy/fields/field.h"
#include "core/policy/fields/reader.h"

namespace tollgate::policy {

// The names of an enumeration's values, in their order: `static constexpr std::array<std::string_view, N> kNames`.
template <class E>
struct Names;

// How a C++ type is read, described and shown.
template <class T>
struct ValueOf;

template <>
struct ValueOf<std::string> {
  static constexpr ValueType kType = ValueType::kText;
  static void read(Reader& reader, const Node& node, const FieldInfo& field, std::string& out) {
    if (auto value = reader.text(node, field)) out = *std::move(value);
  }
  static std::string show(const std::string& value) { return value.empty() ? "none" : value; }
};

template <>
struct ValueOf<bool> {
  static constexpr ValueType kType = ValueType::kFlag;
  static void read(Reader& reader, const Node& node, const FieldInfo& field, bool& out) {
    out = reader.flag(node, field).value_or(out);
  }
  static std::string show(bool value) { return value ? "true" : "false"; }
};

template <class T>
  requires(std::is_integral_v<T> && !std::is_same_v<T, bool>)
struct ValueOf<T> {
  static constexpr ValueType kType = ValueType::kInteger;
  // The row's limits must fit T.
  static void read(Reader& reader, const Node& node, const FieldInfo& field, T& out) {
    if (const auto value = reader.integer(node, field)) out = static_cast<T>(*value);
  }
  static std::string show(T value) { return std::to_string(value); }
};

template <>
struct ValueOf<Instant> {
  static constexpr ValueType kType = ValueType::kInstant;
  static void read(Reader& reader, const Node& node, const FieldInfo& field, Instant& out) {
    out = reader.instant(node, field).value_or(out);
  }
  static std::string show(Instant value) { return to_rfc3339(value); }
};

template <>
struct ValueOf<Day> {
  static constexpr ValueType kType = ValueType::kDay;
  static void read(Reader& reader, const Node& node, const FieldInfo& field, Day& out) {
    out = reader.day(node, field).value_or(out);
  }
  static std::string show(Day value) { return to_date(value); }
};

template <>
struct ValueOf<money::Money> {
  static constexpr ValueType kType = ValueType::kMoney;
  static void read(Reader& reader, const Node& node, const FieldInfo& field, money::Money& out) {
    out = reader.money(node, field).value_or(out);
  }
  static std::string show(money::Money value) { return value.to_text(); }
};

template <class E>
  requires std::is_enum_v<E>
struct ValueOf<E> {
  static constexpr ValueType kType = ValueType::kText;
  static constexpr std::span<const std::string_view> kChoices = Names<E>::kNames;
  static void read(Reader& reader, const Node& node, const FieldInfo& field, E& out) {
    if (const auto value = reader.text(node, field)) out = static_cast<E>(std::ranges::find(kChoices, *value) - kChoices.begin());
  }
  static std::string show(E value) { return std::string{kChoices[static_cast<std::size_t>(value)]}; }
};

template <>
struct ValueOf<std::vector<std::string>> {
  static constexpr ValueType kType = ValueType::kTexts;
  static void read(Reader& reader, const Node& node, const FieldInfo& field, std::vector<std::string>& out) {
    if (auto values = reader.texts(node, field)) out = *std::move(values);
  }
  static std::string show(const std::vector<std::string>& values) {
    std::string text;
    for (const std::string& value : values) text += (text.empty() ? "" : ", ") + value;
    return "[" + text + "]";
  }
};

template <>
struct ValueOf<std::vector<std::pair<std::string, std::vector<std::string>>>> {
  using Keyed = std::vector<std::pair<std::string, std::vector<std::string>>>;
  static constexpr ValueType kType = ValueType::kTextsByKey;
  static void read(Reader& reader, const Node& node, const FieldInfo& field, Keyed& out) {
    if (!reader.is_keyed(node, field)) return;
    for (const Entry& entry : node.entries) {
      reader.key(entry, field);
      if (auto values = reader.texts(entry.value, field)) out.emplace_back(entry.key.text, *std::move(values));
    }
  }
};

template <>
struct ValueOf<Labels> {
  static constexpr ValueType kType = ValueType::kTextByKey;
  static void read(Reader& reader, const Node& node, const FieldInfo& field, Labels& out) {
    if (!reader.is_keyed(node, field)) return;
    for (const Entry& entry : node.entries) {
      reader.key(entry, field);
      if (auto value = reader.text(entry.value, field)) out.insert_or_assign(entry.key.text, *std::move(value));
    }
  }
};

// The tree where it stands: for what is read only while its document lives.
template <>
struct ValueOf<const Node*> {
  static constexpr ValueType kType = ValueType::kTree;
  static void read(Reader& reader, const Node& node, const FieldInfo& field, const Node*& out) {
    if (reader.is_mapping(node, field.name)) out = &node;
  }
};

template <>
struct ValueOf<Node> {
  static constexpr ValueType kType = ValueType::kTree;
  static void read(Reader& reader, const Node& node, const FieldInfo& field, Node& out) {
    if (reader.is_mapping(node, field.name)) out = node;
  }
};

}  // namespace tollgate::policy
