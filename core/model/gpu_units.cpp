#include "core/model/gpu_units.h"

#include <fmt/format.h>

#include <charconv>
#include <numeric>
#include <optional>

namespace tollgate::model {
namespace {

constexpr std::int64_t kMostGpus = 1'000'000;

std::optional<std::int64_t> natural(std::string_view digits) {
  std::int64_t value = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || digits.front() == '-' || code != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

struct Fraction {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
};

std::optional<Fraction> from_ratio(std::string_view text, std::size_t slash) {
  const auto numerator = natural(text.substr(0, slash));
  const auto denominator = natural(text.substr(slash + 1));
  if (!numerator || !denominator || *denominator == 0) return std::nullopt;
  return Fraction{*numerator, *denominator};
}

std::optional<Fraction> from_decimal(std::string_view text) {
  const auto point = text.find('.');
  const auto whole = natural(text.substr(0, point));
  if (!whole || point == std::string_view::npos) return whole ? std::optional{Fraction{*whole, 1}} : std::nullopt;
  const std::string_view decimals = text.substr(point + 1);
  const auto part = natural(decimals);
  if (!part || decimals.size() > 6 || *whole > kMostGpus) return std::nullopt;
  std::int64_t denominator = 1;
  for (std::size_t i = 0; i < decimals.size(); ++i) denominator *= 10;
  return Fraction{*whole * denominator + *part, denominator};
}

Error invalid(std::string_view text, std::string_view why) {
  return {ErrorCode::kInvalid, fmt::format("\"{}\" is not an amount of GPU: {}", text.substr(0, 40), why)};
}

}  // namespace

Result<GpuUnits> GpuUnits::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto fraction = slash == std::string_view::npos ? from_decimal(text) : from_ratio(text, slash);
  if (!fraction) return invalid(text, "amounts look like 8, 1/7 or 2.5");
  const std::int64_t common = std::gcd(fraction->numerator, fraction->denominator);
  const std::int64_t numerator = fraction->numerator / common;
  const std::int64_t denominator = fraction->denominator / common;
  if (kPerGpu % denominator != 0) return invalid(text, "a GPU can be shared by 1 to 16, 20, 24, 32, 48, 64 or 100");
  if (numerator / denominator > kMostGpus) return invalid(text, "at most 1,000,000");
  return GpuUnits{numerator * (kPerGpu / denominator)};
}

std::string GpuUnits::to_text() const {
  if (is_unlimited()) return "unlimited";
  const std::int64_t whole = units_ / kPerGpu;
  const std::int64_t rest = units_ % kPerGpu < 0 ? -(units_ % kPerGpu) : units_ % kPerGpu;
  if (rest == 0) return fmt::format("{}", whole);
  const std::int64_t common = std::gcd(rest, kPerGpu);
  const std::string part = fmt::format("{}/{}", rest / common, kPerGpu / common);
  if (whole == 0) return units_ < 0 ? "-" + part : part;
  return fmt::format("{} {}", whole, part);
}

Result<GpuUnits> GpuUnits::from_text(std::string_view text) {
  if (text == "unlimited") return unlimited();
  const bool negative = text.starts_with('-');
  const std::string_view amount = text.substr(negative ? 1 : 0);
  const auto slash = amount.find('/');
  const auto space = amount.find(' ');
  std::optional<std::int64_t> whole = 0;
  std::optional<Fraction> part = Fraction{0, 1};
  if (slash == std::string_view::npos) {
    whole = natural(amount);
  } else if (space == std::string_view::npos) {
    part = from_ratio(amount, slash);
  } else if (space < slash) {
    whole = natural(amount.substr(0, space));
    part = from_ratio(amount.substr(space + 1), slash - space - 1);
  } else {
    part = std::nullopt;
  }
  if (!whole || !part || kPerGpu % part->denominator != 0) return invalid(text, "it is not one that was written here");
  const GpuUnits read = gpus(*whole) + GpuUnits{kPerGpu / part->denominator} * part->numerator;
  return negative ? GpuUnits{} - read : read;
}

}  // namespace tollgate::model
