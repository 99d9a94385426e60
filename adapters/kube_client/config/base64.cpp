#include "adapters/kube_client/config/base64.h"

#include <cstdint>

namespace tollgate::kube_client {
namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kSpace = " \t\r\n";

}  // namespace

std::optional<std::string> base64_decode(std::string_view text) {
  std::string digits{text};
  std::erase_if(digits, [](char c) { return kSpace.find(c) != std::string_view::npos; });
  const std::size_t with_padding = digits.size();
  while (digits.ends_with('=')) digits.pop_back();
  if (with_padding % 4 != 0 || with_padding - digits.size() > 2) return std::nullopt;

  std::string bytes;
  std::uint32_t bits = 0;  // the low `held` of them are not written yet
  unsigned held = 0;
  for (const char digit : digits) {
    const auto value = kDigits.find(digit);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6U | static_cast<std::uint32_t>(value)) & 0xFFFU;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push_back(static_cast<char>(bits >> held & 0xFFU));
  }
  return bytes;
}

}  // namespace tollgate::kube_client
