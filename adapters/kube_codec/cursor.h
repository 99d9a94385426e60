// How the decoders of this folder read: a place in the document that knows its way from the root, and tables of members.
//
// The first mistake is kept, with its path; reading goes on, and what it yields is thrown away.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/json/value.h"

namespace tollgate::kube_codec {

struct Reading {
  std::pmr::memory_resource* memory = nullptr;  // of lists and of texts that do not stand in the document
  std::optional<std::string> mistake;
};

// Lives on the stack of the function that reads, inside its parent's life.
class Cursor {
 public:
  // The root; `name` prefixes paths ("oldObject"), or is empty.
  Cursor(Reading& reading, std::string_view name, const json::Value& value) : reading_{reading}, key_{name}, value_{value} {}
  Cursor(const Cursor& parent, std::string_view key, const json::Value& value)
      : reading_{parent.reading_}, parent_{&parent}, key_{key}, value_{value} {}
  Cursor(const Cursor& parent, std::size_t index, const json::Value& value)
      : reading_{parent.reading_}, parent_{&parent}, index_{index}, is_item_{true}, value_{value} {}
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;

  [[nodiscard]] const json::Value& value() const { return value_; }
  [[nodiscard]] std::pmr::memory_resource* memory() const { return reading_.memory; }

  // "" when null; a mistake when of another kind.
  [[nodiscard]] std::string_view text() const;
  // A quantity: a string, or a number by its value; "0" when null.
  [[nodiscard]] std::string_view quantity() const;
  [[nodiscard]] std::optional<bool> flag() const;
  [[nodiscard]] std::optional<std::int64_t> integer() const;

  // True when there is something of this kind to read. Null is not, and is no mistake.
  [[nodiscard]] bool is_object() const { return is(json::Kind::kObject); }
  // The same, for at most `limit` items.
  [[nodiscard]] bool is_list(std::size_t limit) const;

  void wrong(std::string_view what) const;

 private:
  [[nodiscard]] bool is(json::Kind kind) const;
  void expected(std::string_view what) const;
  void append_path(std::string& path) const;

  Reading& reading_;
  const Cursor* parent_ = nullptr;
  std::string_view key_;
  std::size_t index_ = 0;
  bool is_item_ = false;
  json::Value value_;
};

// One member of a JSON object that is read, and how.
template <class T>
struct Member {
  std::string_view key;
  void (*read)(const Cursor& at, T& into);
};

// Reads an object by its table. Members without a row are skipped; one that stands there twice is a mistake.
template <class T, std::size_t N>
void read_object(const Cursor& at, const Member<T> (&members)[N], T& into) {
  static_assert(N <= 32);
  if (!at.is_object()) return;
  std::uint32_t seen = 0;
  for (const json::Field& field : at.value().fields()) {
    for (std::size_t row = 0; row < N; ++row) {
      if (members[row].key != field.key) continue;
      const Cursor member{at, field.key, field.value};
      if ((seen & (1U << row)) != 0) member.wrong("stands here twice");
      seen |= 1U << row;
      members[row].read(member, into);
      break;
    }
  }
}

// A list of objects, at most `limit` of them.
template <class T, std::size_t N>
std::vector<T> read_items(const Cursor& at, const Member<T> (&members)[N], std::size_t limit) {
  std::vector<T> items;
  if (!at.is_list(limit)) return items;
  items.reserve(at.value().size());
  for (const json::Value& value : at.value().items()) {
    const Cursor item{at, items.size(), value};
    read_object(item, members, items.emplace_back());
  }
  return items;
}

// The usual readers of a member: Member<Container>{"name", into_text<&Container::name>}.
template <auto kField, class T>
void into_text(const Cursor& at, T& into) {
  into.*kField = at.text();
}
template <auto kField, class T>
void into_string(const Cursor& at, T& into) {
  into.*kField = std::string{at.text()};
}
template <auto kField, class T>
void into_flag(const Cursor& at, T& into) {
  into.*kField = at.flag().value_or(false);
}
template <auto kField, class T>
void into_optional_flag(const Cursor& at, T& into) {
  into.*kField = at.flag();
}

}  // namespace tollgate::kube_codec
