// Field tables, typed: a row knows the member it fills. `Table<T>::kRows` lists the fields of T.
//
//   template <> struct Table<Budget> { static constexpr std::array kRows{field<&Budget::gpu_hours>("gpuHours", "…")}; };

#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/policy/fields/field.h"
#include "core/policy/fields/reader.h"
#include "core/policy/fields/values.h"

namespace tollgate::policy {

template <class T>
struct Table;

template <class T>
concept Described = requires { Table<T>::kRows; };

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
  for (const Entry& entry : node.entries) {
    const auto row = std::ranges::find(rows, std::string_view{entry.key.text}, &Field<T>::name);
    if (row == rows.end()) {
      reader.unknown_field(entry, infos(rows));
    } else if (reader.has_value(entry, *row)) {
      row->read(reader, entry.value, *row, out);
    }
  }
  for (const Field<T>& row : rows) reader.require(node, row);
}

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
      if (field.limits.not_empty && !reader.is_keyed(item, field)) continue;
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
