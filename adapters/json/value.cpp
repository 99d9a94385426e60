#include "adapters/json/value.h"

#include <simdjson.h>

#include <bit>

namespace tollgate::json {
namespace {

// What a simdjson element is: a document and an index of its tape. It has no public constructor for it; the size is checked by
// bit_cast, the meaning by the tests.
struct Place {
  const void* document;
  std::size_t index;
};

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

std::optional<bool> Value::boolean() const {
  if (kind() != Kind::kBoolean) return std::nullopt;
  return type() == 't';
}

std::optional<std::int64_t> Value::integer() const {
  if (kind() != Kind::kInteger) return std::nullopt;
  return std::bit_cast<std::int64_t>(tape_->words[at_ + 1]);
}

std::optional<double> Value::real() const {
  switch (type()) {
    case 'l': return static_cast<double>(std::bit_cast<std::int64_t>(tape_->words[at_ + 1]));
    case 'u': return static_cast<double>(tape_->words[at_ + 1]);
    case 'd': return std::bit_cast<double>(tape_->words[at_ + 1]);
    default: return std::nullopt;
  }
}

Value Value::operator[](std::string_view key) const {
  for (const Field& field : fields()) {
    if (field.key == key) return field.value;
  }
  return {};
}

std::size_t Value::size() const {
  constexpr std::uint64_t kMostCounted = (std::uint64_t{1} << 24U) - 1;
  return type() == '{' || type() == '[' ? (tape_->payload(at_) >> 32U) & kMostCounted : 0;
}

std::string Value::to_text() const {
  if (tape_ == nullptr) return "null";
  return simdjson::minify(std::bit_cast<simdjson::dom::element>(Place{tape_->document, at_}));
}

}  // namespace tollgate::json
