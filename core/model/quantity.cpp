#include "core/model/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace tollgate::model {
namespace {

constexpr std::size_t kLongest = 64;
constexpr int kLargestExponent = 40;
constexpr Int128 kLimit = [] {  // 10^29 units in nano: far from overflow in every sum of two
  Int128 value = 1;
  for (int i = 0; i < 38; ++i) value *= 10;
  return value;
}();
constexpr Int128 kBinaryCap = Int128{std::numeric_limits<std::int64_t>::max()} * 1'000'000'000;

using Format = Quantity::Format;

struct Scale {
  Format format = Format::kDecimal;
  int tens = 0;         // the value is times 10^tens
  int binary_bits = 0;  // … or times 2^binary_bits
};

struct Parts {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  std::string_view suffix;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view take_digits(std::string_view& text) {
  const auto length = static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
  const std::string_view digits = text.substr(0, length);
  text.remove_prefix(length);
  return digits;
}

bool take_one_of(std::string_view& text, std::string_view accepted) {
  if (text.empty() || accepted.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

Parts split(std::string_view text) {
  Parts parts;
  parts.negative = text.starts_with('-');
  take_one_of(text, "+-");
  parts.whole = take_digits(text);
  if (take_one_of(text, ".")) parts.fraction = take_digits(text);
  parts.suffix = text;
  return parts;
}

// The exponent of "e3", "E-10"; nothing when it is not one. Larger ones stop at one beyond the limit.
std::optional<int> exponent_of(std::string_view suffix) {
  if (!take_one_of(suffix, "eE")) return std::nullopt;
  const bool negative = suffix.starts_with('-');
  take_one_of(suffix, "+-");
  const std::string_view digits = take_digits(suffix);
  if (digits.empty() || !suffix.empty()) return std::nullopt;
  int exponent = 0;
  for (const char digit : digits) exponent = std::min(exponent * 10 + (digit - '0'), kLargestExponent + 1);
  return negative ? -exponent : exponent;
}

constexpr std::string_view kDecimalSuffixes = "numkMGTPE";  // with the plain number between m and k

std::optional<Scale> scale_of(std::string_view suffix) {
  if (suffix.empty()) return Scale{};
  if (suffix.size() == 1) {
    const auto place = kDecimalSuffixes.find(suffix.front());
    if (place == std::string_view::npos) return std::nullopt;
    const int step = static_cast<int>(place) - 3;
    return Scale{.tens = 3 * (step < 0 ? step : step + 1)};
  }
  if (suffix.size() == 2 && suffix.back() == 'i') {
    const auto place = std::string_view{"KMGTPE"}.find(suffix.front());
    if (place == std::string_view::npos) return std::nullopt;
    return Scale{.format = Format::kBinary, .binary_bits = 10 * (static_cast<int>(place) + 1)};
  }
  const auto exponent = exponent_of(suffix);
  if (!exponent) return std::nullopt;
  return Scale{.format = Format::kExponent, .tens = *exponent};
}

// whole.fraction × `unit`, rounded up; nothing when it exceeds `cap`. `unit` is at most 2^60 × 10^9, so nothing overflows:
// the fraction is summed from its last digit, where dividing the running sum by ten loses only what `inexact` remembers.
std::optional<Int128> times(std::string_view whole, std::string_view fraction, Int128 unit, Int128 cap) {
  Int128 total = 0;
  for (const char digit : whole) {
    if (total > (cap / unit - (digit - '0')) / 10) return std::nullopt;
    total = total * 10 + (digit - '0');
  }
  total *= unit;
  Int128 tail = 0;
  bool inexact = false;
  for (std::size_t i = fraction.size(); i-- > 0;) {
    inexact = inexact || tail % 10 != 0;
    tail = unit * (fraction[i] - '0') + tail / 10;
  }
  inexact = inexact || tail % 10 != 0;
  total += tail / 10 + (inexact ? 1 : 0);
  if (total > cap) return std::nullopt;
  return total;
}

bool only_zeros(std::string_view digits) {
  return std::ranges::all_of(digits, [](char c) { return c == '0'; });
}

// The decimal point moved by `tens` places, so that what remains is a plain number of nano units.
std::optional<Int128> decimal(const Parts& parts, int tens) {
  const int shift = tens + 9;
  if (only_zeros(parts.whole) && only_zeros(parts.fraction)) return 0;
  std::string digits = fmt::format("{}{}", parts.whole, parts.fraction);
  const int point = static_cast<int>(parts.whole.size()) + shift;
  if (point <= 0) return 1;  // less than one nano, more than zero: rounded up
  if (point > static_cast<int>(digits.size())) digits.append(static_cast<std::size_t>(point) - digits.size(), '0');
  const std::string_view all = digits;
  return times(all.substr(0, static_cast<std::size_t>(point)), all.substr(static_cast<std::size_t>(point)), 1, kLimit);
}

Error invalid(std::string_view text, std::string_view why) {
  return {ErrorCode::kInvalid,
          fmt::format("\"{}{}\" is not a quantity: {}", text.substr(0, kLongest), text.size() > kLongest ? "…" : "", why)};
}

}  // namespace

Result<Quantity> Quantity::parse(std::string_view text) {
  if (text.empty()) return invalid(text, "it is empty");
  if (text.size() > kLongest) return invalid(text, "longer than 64 characters");
  const Parts parts = split(text);
  const auto scale = scale_of(parts.suffix);
  if (!scale) return invalid(text, "numbers look like 500m, 2, 1.5Gi or 1e3");
  if (std::abs(scale->tens) > kLargestExponent) return invalid(text, "the exponent is beyond 40");
  std::optional<Int128> nano;
  if (scale->format == Format::kBinary) {
    nano = times(parts.whole, parts.fraction, kNano << scale->binary_bits, kBinaryCap).value_or(kBinaryCap);
  } else {
    nano = decimal(parts, scale->tens);
  }
  if (!nano) return invalid(text, "it is too large");
  return Quantity{parts.negative ? -*nano : *nano, scale->format};
}

std::int64_t Quantity::ceil() const {
  const Int128 up = nano_ / kNano + (nano_ > 0 && nano_ % kNano != 0 ? 1 : 0);
  using Limits = std::numeric_limits<std::int64_t>;
  return static_cast<std::int64_t>(std::clamp<Int128>(up, Limits::min(), Limits::max()));
}

Quantity Quantity::rounded_to_milli() const {
  constexpr Int128 kMilli = kNano / 1000;
  const Int128 rest = nano_ % kMilli;
  if (rest == 0) return *this;
  return {nano_ - rest + (nano_ > 0 ? kMilli : -kMilli), format_};
}

Quantity Quantity::plus(const Quantity& other) const {
  Int128 sum = 0;
  if (__builtin_add_overflow(nano_, other.nano_, &sum)) sum = nano_ < 0 ? -kLimit : kLimit;
  return {std::clamp<Int128>(sum, -kLimit, kLimit), is_zero() ? other.format_ : format_};
}

std::string Quantity::to_text() const {
  if (nano_ == 0) return "0";
  const std::string_view sign = nano_ < 0 ? "-" : "";
  Int128 mantissa = nano_ < 0 ? -nano_ : nano_;
  if (format_ == Format::kBinary && mantissa % kNano == 0 && mantissa >= 1024 * kNano) {
    mantissa /= kNano;
    std::size_t step = 0;
    for (; mantissa % 1024 == 0 && step < 6; ++step) mantissa /= 1024;
    constexpr std::array<std::string_view, 7> kSuffixes{"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    return fmt::format("{}{}{}", sign, mantissa, kSuffixes[step]);
  }
  int tens = -9;
  for (; mantissa % 1000 == 0 && (format_ == Format::kExponent || tens < 18); tens += 3) mantissa /= 1000;
  if (tens == 0) return fmt::format("{}{}", sign, mantissa);
  if (format_ == Format::kExponent) return fmt::format("{}{}e{}", sign, mantissa, tens);
  constexpr std::array<std::string_view, 10> kSuffixes{"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
  return fmt::format("{}{}{}", sign, mantissa, kSuffixes[static_cast<std::size_t>(tens / 3 + 3)]);
}

}  // namespace tollgate::model
