// A parsed JSON document, read without copying.
//
// A Value is two words into the tape of a json::Parser; copy it freely. It, and every string_view it gives, dies with
// the parser's next parse or when the parser or the parsed text goes away. Reading is thread-safe.

#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/json/tape.h"

namespace tollgate::json {

// "a string", "an object", …: for "expected a string, got an object".
std::string_view name_of(Kind kind);

class Fields;
class Items;

class Value {
 public:
  Value() = default;  // null

  [[nodiscard]] Kind kind() const { return kind_of(type()); }
  [[nodiscard]] bool is_null() const { return kind() == Kind::kNull; }

  // The string; empty for anything else.
  [[nodiscard]] std::string_view text() const { return type() == '"' ? tape_->string(at_) : std::string_view{}; }
  // Nothing for another kind; integers beyond 64 bits signed are reals.
  [[nodiscard]] std::optional<bool> boolean() const;
  [[nodiscard]] std::optional<std::int64_t> integer() const;
  [[nodiscard]] std::optional<double> real() const;

  // The value under `key`, the first one if there are several; null when absent or when this is not an object. So a path
  // reads as `pod["metadata"]["name"].text()`.
  [[nodiscard]] Value operator[](std::string_view key) const;

  // Entries of an array or object (at most 2^24 - 1 are counted); 0 for anything else.
  [[nodiscard]] std::size_t size() const;

  // In document order; nothing for anything else.
  [[nodiscard]] Fields fields() const;
  [[nodiscard]] Items items() const;

  // As JSON text, without white space.
  [[nodiscard]] std::string to_text() const;

 private:
  friend class Parser;
  friend class FieldIterator;
  friend class ItemIterator;

  [[nodiscard]] char type() const { return tape_ == nullptr ? 'n' : tape_->type(at_); }

  const Tape* tape_ = nullptr;  // nullptr = null
  std::size_t at_ = 0;
};

struct Field {
  std::string_view key;
  Value value;
};

class FieldIterator {
 public:
  const Field& operator*() const { return field_; }
  FieldIterator& operator++() {
    read(field_.value.tape_->after(field_.value.at_));
    return *this;
  }
  bool operator==(std::default_sentinel_t) const { return at_ == end_; }

 private:
  friend class Value;

  // The key at `at`, and the value behind it.
  void read(std::size_t at) {
    at_ = at;
    if (at_ == end_) return;
    field_.key = field_.value.tape_->string(at_);
    field_.value.at_ = at_ + 1;
  }

  Field field_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
};

class Fields {
 public:
  explicit Fields(const FieldIterator& begin) : begin_{begin} {}
  [[nodiscard]] FieldIterator begin() const { return begin_; }
  [[nodiscard]] std::default_sentinel_t end() const { return {}; }

 private:
  FieldIterator begin_;
};

class ItemIterator {
 public:
  const Value& operator*() const { return item_; }
  ItemIterator& operator++() {
    item_.at_ = item_.tape_->after(item_.at_);
    return *this;
  }
  bool operator==(std::default_sentinel_t) const { return item_.at_ == end_; }

 private:
  friend class Value;

  Value item_;
  std::size_t end_ = 0;
};

class Items {
 public:
  explicit Items(const ItemIterator& begin) : begin_{begin} {}
  [[nodiscard]] ItemIterator begin() const { return begin_; }
  [[nodiscard]] std::default_sentinel_t end() const { return {}; }

 private:
  ItemIterator begin_;
};

inline Fields Value::fields() const {
  FieldIterator begin;
  if (type() != '{') return Fields{begin};
  begin.field_.value.tape_ = tape_;
  begin.end_ = tape_->after(at_) - 1;
  begin.read(at_ + 1);
  return Fields{begin};
}

inline Items Value::items() const {
  ItemIterator begin;
  if (type() != '[') return Items{begin};
  begin.item_.tape_ = tape_;
  begin.item_.at_ = at_ + 1;
  begin.end_ = tape_->after(at_) - 1;
  return Items{begin};
}

}  // namespace tollgate::json
