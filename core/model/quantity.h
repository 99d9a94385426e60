// Kubernetes quantities ("500m", "1.5Gi", "1e3") as exact decimals with nine fractional digits. No floating point.
//
// Grammar, rounding and canonical form are those of k8s.io/apimachinery/pkg/api/resource. Two things differ, on purpose, so
// that no input costs more than microseconds: text of more than 64 characters, exponents beyond ±40 and values above 10^29
// are refused as too large, where upstream computes on, for minutes if need be.

#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace tollgate::model {

__extension__ using Int128 = __int128;

class Quantity {
 public:
  enum class Format { kDecimal, kBinary, kExponent };  // the suffix family, for the canonical text

  Quantity() = default;  // zero
  static constexpr Quantity of(std::int64_t units) { return {Int128{units} * kNano, Format::kDecimal}; }

  // kInvalid: the text is not a quantity, or too large. Finer than 10^-9 is rounded away from zero; a value with a binary
  // suffix stops at ±(2^63 - 1), as upstream.
  static Result<Quantity> parse(std::string_view text);

  [[nodiscard]] bool is_zero() const { return nano_ == 0; }
  [[nodiscard]] bool is_negative() const { return nano_ < 0; }
  [[nodiscard]] bool is_integer() const { return nano_ % kNano == 0; }

  // The least integer that is not smaller, stopped at the limits of int64.
  [[nodiscard]] std::int64_t ceil() const;

  // What the API server does to every amount in a resource list: rounded away from zero to thousandths.
  [[nodiscard]] Quantity rounded_to_milli() const;

  // Stops at the limits instead of wrapping. Keeps the left side's format unless that is zero.
  [[nodiscard]] Quantity plus(const Quantity& other) const;

  // As the API server would write it: "1536Mi", "1500m", "10e18".
  [[nodiscard]] std::string to_text() const;

  std::strong_ordering operator<=>(const Quantity& other) const { return nano_ <=> other.nano_; }
  bool operator==(const Quantity& other) const { return nano_ == other.nano_; }

 private:
  static constexpr Int128 kNano = 1'000'000'000;

  constexpr Quantity(Int128 nano, Format format) : nano_{nano}, format_{format} {}

  Int128 nano_ = 0;
  Format format_ = Format::kDecimal;
};

}  // namespace tollgate::model
