#include "adapters/kube_client/config/base64.h"

#include <cstdint>

namespace tollgate::kube_client {
namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kSpace = " \t\r\n";

}  // namespace

std::optional<std::string> base64_decode(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  std::size_t digits = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (kSpace.find(c) != std::string_view::npos) continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const auto value = kDigits.find(c);
    if (value == std::string_view::npos || padding > 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    ++digits;
    if (digits % 4 == 0) {
      for (const unsigned shift : {16U, 8U, 0U}) bytes.push_back(static_cast<char>(bits >> shift & 0xFFU));
    }
  }
  if ((digits + padding) % 4 != 0 || padding > 2) return std::nullopt;
  if (padding == 1) bytes += {static_cast<char>(bits >> 10 & 0xFFU), static_cast<char>(bits >> 2 & 0xFFU)};
  if (padding == 2) bytes.push_back(static_cast<char>(bits >> 4 & 0xFFU));
  return bytes;
}

}  // namespace tollgate::kube_client
