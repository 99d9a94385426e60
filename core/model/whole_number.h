// A whole number that is all of a text.

#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tollgate::model {

inline std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace tollgate::model
