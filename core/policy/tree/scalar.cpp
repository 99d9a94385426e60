#include "core/policy/tree/scalar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace tollgate::policy {
namespace {

constexpr std::array<std::string_view, 11> kTrue{"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"};
constexpr std::array<std::string_view, 11> kFalse{"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"};
constexpr std::array<std::string_view, 5> kNull{"", "~", "null", "Null", "NULL"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Integer {
  bool negative = false;
  std::uint64_t magnitude = 0;
};

std::string without_underscores(std::string_view text) {
  std::string plain{text};
  std::erase(plain, '_');
  return plain;
}

// Takes the base's prefix off.
int base_of(std::string_view& digits) {
  if (digits.size() < 2 || digits[0] != '0') return 10;
  const char mark = digits[1];
  const bool has_mark = mark == 'x' || mark == 'X' || mark == 'b' || mark == 'B' || mark == 'o' || mark == 'O';
  digits.remove_prefix(has_mark ? 2 : 1);
  if (mark == 'x' || mark == 'X') return 16;
  return mark == 'b' || mark == 'B' ? 2 : 8;
}

// The whole text as an integer of at most 64 bits.
std::optional<Integer> parse_integer(std::string_view text) {
  const std::string plain = without_underscores(text);
  std::string_view digits = plain;
  Integer value;
  if (digits.starts_with('-') || digits.starts_with('+')) {
    value.negative = digits.front() == '-';
    digits.remove_prefix(1);
  }
  const int base = base_of(digits);
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value.magnitude, base);
  if (digits.empty() || error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::size_t digits_at(std::string_view text, std::size_t from) {
  std::size_t end = from;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - from;
}

// How long "e-5" is at that place; nothing when it is begun and not ended.
std::optional<std::size_t> exponent_at(std::string_view text, std::size_t from) {
  if (from >= text.size() || (text[from] != 'e' && text[from] != 'E')) return 0;
  std::size_t at = from + 1;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  const std::size_t digits = digits_at(text, at);
  if (digits == 0) return std::nullopt;
  return at + digits - from;
}

// [-+]? ( .digits | digits [. digits?] ) ( [eE] [-+]? digits )?
bool is_float(std::string_view text) {
  std::size_t at = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  const std::size_t whole = digits_at(text, at);
  at += whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = digits_at(text, at + 1);
    if (whole == 0 && fraction == 0) return false;
    at += 1 + fraction;
  } else if (whole == 0) {
    return false;
  }
  const std::optional<std::size_t> exponent = exponent_at(text, at);
  return exponent && at + *exponent == text.size();
}

bool may_be_number(std::string_view text) {
  return !text.empty() && (is_digit(text.front()) || text.front() == '-' || text.front() == '+' || text.front() == '.');
}

}  // namespace

ScalarType scalar_type(const Node& scalar) {
  if (scalar.kind == Node::Kind::kNull) return ScalarType::kNull;
  if (scalar.quoted) return ScalarType::kString;
  const std::string_view text = scalar.text;
  if (std::ranges::count(kNull, text) != 0) return ScalarType::kNull;
  if (std::ranges::count(kTrue, text) != 0 || std::ranges::count(kFalse, text) != 0) return ScalarType::kBool;
  if (!may_be_number(text)) return ScalarType::kString;
  if (text.front() != '.' && parse_integer(text)) return ScalarType::kInteger;
  return is_float(without_underscores(text)) ? ScalarType::kFloat : ScalarType::kString;
}

bool bool_value(const Node& scalar) { return std::ranges::count(kTrue, scalar.text) != 0; }

std::optional<std::int64_t> integer_value(const Node& scalar) {
  const std::optional<Integer> value = parse_integer(scalar.text);
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (!value || value->magnitude > kMost) return std::nullopt;
  const auto magnitude = static_cast<std::int64_t>(value->magnitude);
  return value->negative ? -magnitude : magnitude;
}

}  // namespace tollgate::policy
