// Amounts of GPU as exact fractions: whole GPUs, MIG slices (1/7, 3/8 …) and time-sliced shares in one number.
//
// One GPU is 14,414,400 units: divisible by 1–16, 20, 24, 32, 48, 64 and 100, so every share that hardware or a sharing
// plugin makes is a whole number. Sums stop at the limits of int64 instead of wrapping.

#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "core/result.h"

namespace tollgate::model {

class GpuUnits {
 public:
  static constexpr std::int64_t kPerGpu = 14'414'400;

  constexpr GpuUnits() = default;  // none
  static constexpr GpuUnits gpus(std::int64_t whole) { return GpuUnits{kPerGpu} * whole; }
  static constexpr GpuUnits units(std::int64_t units) { return GpuUnits{units}; }
  static constexpr GpuUnits unlimited() { return GpuUnits{std::numeric_limits<std::int64_t>::max()}; }

  // "8", "1/7", "2.5". kInvalid: not a number, negative, not a whole number of units (a share no hardware has), too large.
  static Result<GpuUnits> parse(std::string_view text);

  [[nodiscard]] constexpr std::int64_t count() const { return units_; }
  [[nodiscard]] constexpr bool is_unlimited() const { return *this == unlimited(); }

  constexpr GpuUnits operator+(GpuUnits other) const {
    std::int64_t sum = 0;
    if (!__builtin_add_overflow(units_, other.units_, &sum)) return GpuUnits{sum};
    return units_ > 0 ? unlimited() : GpuUnits{std::numeric_limits<std::int64_t>::min()};
  }
  constexpr GpuUnits operator-(GpuUnits other) const {
    std::int64_t difference = 0;
    if (!__builtin_sub_overflow(units_, other.units_, &difference)) return GpuUnits{difference};
    return units_ >= 0 ? unlimited() : GpuUnits{std::numeric_limits<std::int64_t>::min()};
  }
  constexpr GpuUnits operator*(std::int64_t times) const {
    std::int64_t product = 0;
    if (!__builtin_mul_overflow(units_, times, &product)) return GpuUnits{product};
    return (units_ > 0) == (times > 0) ? unlimited() : GpuUnits{std::numeric_limits<std::int64_t>::min()};
  }
  constexpr GpuUnits& operator+=(GpuUnits other) { return *this = *this + other; }

  constexpr auto operator<=>(const GpuUnits&) const = default;

  // For people: "8", "2/7", "3 1/2"; "unlimited".
  [[nodiscard]] std::string to_text() const;
  // What to_text() wrote. kInvalid: something else.
  static Result<GpuUnits> from_text(std::string_view text);

 private:
  explicit constexpr GpuUnits(std::int64_t units) : units_{units} {}

  std::int64_t units_ = 0;
};

}  // namespace tollgate::model
