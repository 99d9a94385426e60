#include "adapters/json/value.h"

#include <simdjson.h>

#include <bit>

namespace tollgate::json {
namespace {

using simdjson::dom::element;

// What simdjson's elements and iterators are: a document and an index of its tape. They have no public constructor for it;
// the sizes are checked by bit_cast, the meaning by the tests.
struct Place {
  const void* document;
  std::size_t index;
};

template <class T>
T as(const void* document, std::size_t index) {
  return std::bit_cast<T>(Place{document, index});
}

template <class T>
std::size_t index_of(const T& simdjson_thing) {
  return std::bit_cast<Place>(simdjson_thing).index;
}

}  // namespace

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::kNull: return "null";
    case Kind::kBoolean: return "a boolean";
    case Kind::kInteger:
    case Kind::kReal: return "a number";
    case Kind::kString: return "a string";
    case Kind::kArray: return "a list";
    case Kind::kObject: return "an object";
  }
  return "null";
}

Kind Value::kind() const {
  if (document_ == nullptr) return Kind::kNull;
  switch (as<element>(document_, index_).type()) {
    case simdjson::dom::element_type::ARRAY: return Kind::kArray;
    case simdjson::dom::element_type::OBJECT: return Kind::kObject;
    case simdjson::dom::element_type::INT64: return Kind::kInteger;
    case simdjson::dom::element_type::UINT64:  // above what int64 holds
    case simdjson::dom::element_type::DOUBLE: return Kind::kReal;
    case simdjson::dom::element_type::STRING: return Kind::kString;
    case simdjson::dom::element_type::BOOL: return Kind::kBoolean;
    case simdjson::dom::element_type::NULL_VALUE: return Kind::kNull;
  }
  return Kind::kNull;
}

std::string_view Value::text() const {
  std::string_view text;
  if (document_ != nullptr && as<element>(document_, index_).get_string().get(text) != simdjson::SUCCESS) return {};
  return text;
}

std::optional<bool> Value::boolean() const {
  bool truth = false;
  if (document_ == nullptr || as<element>(document_, index_).get_bool().get(truth) != simdjson::SUCCESS) return std::nullopt;
  return truth;
}

std::optional<std::int64_t> Value::integer() const {
  std::int64_t number = 0;
  if (document_ == nullptr || as<element>(document_, index_).get_int64().get(number) != simdjson::SUCCESS) return std::nullopt;
  return number;
}

std::optional<double> Value::real() const {
  double number = 0;
  if (document_ == nullptr || as<element>(document_, index_).get_double().get(number) != simdjson::SUCCESS) return std::nullopt;
  return number;
}

Value Value::operator[](std::string_view key) const {
  for (const Field& field : fields()) {
    if (field.key == key) return field.value;
  }
  return {};
}

std::size_t Value::size() const {
  if (document_ == nullptr) return 0;
  const auto here = as<element>(document_, index_);
  simdjson::dom::array array;
  simdjson::dom::object object;
  if (here.get_array().get(array) == simdjson::SUCCESS) return array.size();
  if (here.get_object().get(object) == simdjson::SUCCESS) return object.size();
  return 0;
}

Fields Value::fields() const {
  FieldIterator begin;
  simdjson::dom::object object;
  if (document_ == nullptr || as<element>(document_, index_).get_object().get(object) != simdjson::SUCCESS) return Fields{begin};
  begin.document_ = document_;
  begin.at_ = index_of(object.begin());
  begin.end_ = index_of(object.end());
  begin.read();
  return Fields{begin};
}

Items Value::items() const {
  ItemIterator begin;
  simdjson::dom::array array;
  if (document_ == nullptr || as<element>(document_, index_).get_array().get(array) != simdjson::SUCCESS) return Items{begin};
  begin.item_.document_ = document_;
  begin.item_.index_ = index_of(array.begin());
  begin.end_ = index_of(array.end());
  return Items{begin};
}

std::string Value::to_text() const {
  if (document_ == nullptr) return "null";
  return simdjson::minify(as<element>(document_, index_));
}

FieldIterator& FieldIterator::operator++() {
  auto here = as<simdjson::dom::object::iterator>(document_, at_);
  ++here;
  at_ = index_of(here);
  read();
  return *this;
}

void FieldIterator::read() {
  if (at_ == end_) return;
  const auto here = as<simdjson::dom::object::iterator>(document_, at_);
  field_.key = here.key();
  field_.value.document_ = document_;
  field_.value.index_ = index_of(here.value());
}

ItemIterator& ItemIterator::operator++() {
  auto here = as<simdjson::dom::array::iterator>(item_.document_, item_.index_);
  ++here;
  item_.index_ = index_of(here);
  return *this;
}

}  // namespace tollgate::json
