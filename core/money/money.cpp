#include "core/money/money.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tollgate::money {
namespace {

constexpr std::size_t kMostDecimals = 6;
constexpr std::size_t kFewestShown = 2;
constexpr std::int64_t kMostUnits = 1'000'000'000'000;
constexpr std::size_t kMostDigits = 13;

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::int64_t number(std::string_view digits) {
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

Error invalid(std::string_view text, std::string_view why) {
  return {ErrorCode::kInvalid, fmt::format("\"{}\" is not an amount of money: {}", text.substr(0, 40), why)};
}

}  // namespace

Result<Money> Money::parse(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const bool has_decimals = point != std::string_view::npos;
  std::string decimals{has_decimals ? text.substr(point + 1) : std::string_view{}};
  const bool leads_with_zero = whole.size() > 1 && whole.front() == '0';
  if (!is_digits(whole) || leads_with_zero || (has_decimals && !is_digits(decimals)))
    return invalid(text, "amounts look like 120000 or 9.00");
  if (decimals.size() > kMostDecimals) return invalid(text, "at most six decimals");
  if (whole.size() > kMostDigits || number(whole) > kMostUnits) return invalid(text, "at most a trillion");
  decimals.resize(kMostDecimals, '0');
  return Money{number(whole) * kMicrosPerUnit + number(decimals)};
}

std::string Money::to_text() const {
  std::string text = fmt::format("{}.{:06}", micros_ / kMicrosPerUnit, micros_ % kMicrosPerUnit);
  const std::size_t shortest = text.size() - kMostDecimals + kFewestShown;
  while (text.size() > shortest && text.ends_with('0')) text.pop_back();
  return text;
}

}  // namespace tollgate::money
