// Field tables, typed: a row knows the member it fills. `Table<T>::kRows` lists the fields of T.
//
//   template <>
//   struct Table<Budget> {
//     static constexpr std::array kRows{field<&Budget::gpu_hours>("gpuHours", "GPU hours per month", {.least = 1})};
//   };

#pragma once

#include <algorithm>
#include <optional>
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

template <class T>
struct Table;

template <class T>
concept Described = requires { Table<T>::kRows; };

// The names of an enumeration's values, in their order: `static constexpr std::array<std::string_view, N> kNames`.
template <class E>
struct Names;

// A row of T's table.
template <class T>
struct Field : FieldInfo {
  using Owner = T;
  void (*read)(Reader&, const Node&, const FieldInfo&, T&) = nullptr;
};

template <class T>
using Rows = std::span<const Field<T>>;

template <class T>
FieldInfo::Children infos(Rows<T> rows) {
  FieldInfo::Children all;
  for (const Field<T>& row : rows) all.push_back(&row);
  return all;
}

// Fills `out` from a mapping with exactly these keys.
template <class T>
void read_fields(Reader& reader, const Node& node, std::string_view name, Rows<T> rows, T& out) {
  if (!reader.is_mapping(node, name)) return;
  const FieldInfo::Children known = infos(rows);
  for (const Entry& entry : node.entries) {
    const FieldInfo* row = reader.row_for(entry, known);
    if (row == nullptr) continue;
    const Field<T>& typed = *std::ranges::find(rows, row->name, &Field<T>::name);
    typed.read(reader, entry.value, typed, out);
  }
  reader.require(node, known);
}

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
      if (auto value = reader.text(entry.value, field)) out.insert_or_assign(entry.key.text, *std::move(value));
    }
  }
};

template <>
struct ValueOf<Node> {
  static constexpr ValueType kType = ValueType::kTree;
  static void read(Reader& reader, const Node& node, const FieldInfo& field, Node& out) {
    if (reader.is_mapping(node, field.name)) out = node;
  }
};

template <Described T>
struct ValueOf<T> {
  static constexpr ValueType kType = ValueType::kObject;
  static FieldInfo::Children children() { return infos(Rows<T>{Table<T>::kRows}); }
  static void read(Reader& reader, const Node& node, const FieldInfo& field, T& out) {
    read_fields(reader, node, field.name, Rows<T>{Table<T>::kRows}, out);
  }
};

template <Described T>
struct ValueOf<std::vector<T>> {
  static constexpr ValueType kType = ValueType::kObjects;
  static FieldInfo::Children children() { return ValueOf<T>::children(); }
  static void read(Reader& reader, const Node& node, const FieldInfo& field, std::vector<T>& out) {
    if (!reader.is_list(node, field)) return;
    for (const Node& item : node.items) {
      read_fields(reader, item, field.name, Rows<T>{Table<T>::kRows}, out.emplace_back());
      if constexpr (requires { out.back().source; }) out.back().source = reader.at(item);
    }
  }
};

template <class T>
struct ValueOf<std::optional<T>> {
  static constexpr ValueType kType = ValueOf<T>::kType;
  static FieldInfo::Children children()
    requires Described<T>
  {
    return ValueOf<T>::children();
  }
  static void read(Reader& reader, const Node& node, const FieldInfo& field, std::optional<T>& out) {
    ValueOf<T>::read(reader, node, field, out.emplace());
    if constexpr (requires { out->source; }) out->source = reader.at(node);
  }
  static std::string show(const std::optional<T>&) { return "none"; }
};

template <class Owner, class Member>
Owner owner_of(Member Owner::*);
template <class Owner, class Member>
Member member_of(Member Owner::*);

// A row that fills `Member`.
template <auto Member>
constexpr auto field(std::string_view name, std::string_view doc, Limits limits = {}) {
  using Owner = decltype(owner_of(Member));
  using Value = ValueOf<decltype(member_of(Member))>;
  Field<Owner> row{{name, doc, limits, Value::kType}};
  if constexpr (requires { Value::kChoices; }) row.choices = Value::kChoices;
  if constexpr (requires { Value::children(); }) row.children = &Value::children;
  if constexpr (requires(Owner owner) { Value::show(owner.*Member); }) row.initial = [] { return Value::show(Owner{}.*Member); };
  row.read = [](Reader& reader, const Node& node, const FieldInfo& info, Owner& out) {
    Value::read(reader, node, info, out.*Member);
  };
  return row;
}

// A row whose value is a mapping with rows of the same owner: `limits: {gpus, jobs}` fills the owner's own members.
template <const auto& kRows>
constexpr auto group(std::string_view name, std::string_view doc, Limits limits = {}) {
  using Owner = typename std::remove_cvref_t<decltype(kRows)>::value_type::Owner;
  Field<Owner> row{{name, doc, limits, ValueType::kObject}};
  row.children = [] { return infos(Rows<Owner>{kRows}); };
  row.read = [](Reader& reader, const Node& node, const FieldInfo& info, Owner& out) {
    read_fields(reader, node, info.name, Rows<Owner>{kRows}, out);
  };
  return row;
}

// A row whose value is a mapping of names to objects; the name goes into the object's `name`.
template <auto Member>
constexpr auto by_name(std::string_view name, std::string_view doc, Limits limits = {}) {
  using Owner = decltype(owner_of(Member));
  using Item = typename decltype(member_of(Member))::value_type;
  Field<Owner> row{{name, doc, limits, ValueType::kObjectsByName}};
  row.children = &ValueOf<Item>::children;
  row.read = [](Reader& reader, const Node& node, const FieldInfo& info, Owner& out) {
    if (!reader.is_keyed(node, info)) return;
    for (const Entry& entry : node.entries) {
      Item& item = (out.*Member).emplace_back();
      if (auto key = reader.text(entry.key, info)) item.name = *std::move(key);
      read_fields(reader, entry.value, entry.key.text, Rows<Item>{Table<Item>::kRows}, item);
    }
  };
  return row;
}

}  // namespace tollgate::policy
