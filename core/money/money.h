// Amounts of money as whole millionths of a currency's unit: exact, never floating point.
//
// The currency stands beside the amount, in the price book: a site has one.

#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace tollgate::money {

class Money {
 public:
  static constexpr std::int64_t kMicrosPerUnit = 1'000'000;

  constexpr Money() = default;  // nothing
  static constexpr Money micros(std::int64_t micros) { return Money{micros}; }

  // "120000", "9.00", "0.000001": plain decimals. kInvalid: signs, exponents, leading zeros, more than six decimals, more than
  // a trillion.
  static Result<Money> parse(std::string_view text);

  [[nodiscard]] constexpr std::int64_t count() const { return micros_; }  // of millionths
  [[nodiscard]] constexpr bool is_zero() const { return micros_ == 0; }

  constexpr auto operator<=>(const Money&) const = default;

  // With two decimals, or as many as it has: "9.00", "0.0125".
  [[nodiscard]] std::string to_text() const;

 private:
  explicit constexpr Money(std::int64_t micros) : micros_{micros} {}

  std::int64_t micros_ = 0;
};

}  // namespace tollgate::money
