#include "adapters/policy_files/plain_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace tollgate::policy_files {
namespace {

struct Lead {
  unsigned char mask;
  unsigned char bits;
  std::size_t length;
  char32_t smallest;  // anything less is written too long
};

constexpr std::array kLeads{Lead{0xE0, 0xC0, 2, 0x80}, Lead{0xF0, 0xE0, 3, 0x800}, Lead{0xF8, 0xF0, 4, 0x10000}};

bool is_control(unsigned char byte) { return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F; }

// The bytes of the character that begins at `at`; 0 = none does.
std::size_t character_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(at) < 0x80) return 1;
  const auto* lead = std::ranges::find_if(kLeads, [&](const Lead& l) { return (byte(at) & l.mask) == l.bits; });
  if (lead == kLeads.end() || at + lead->length > text.size()) return 0;
  char32_t point = byte(at) & static_cast<unsigned char>(~lead->mask);
  for (std::size_t i = 1; i < lead->length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
    point = (point << 6) | (byte(at + i) & 0x3FU);
  }
  const bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
  return point < lead->smallest || point > 0x10FFFF || is_surrogate ? 0 : lead->length;
}

policy::Mistake mistake_at(std::string_view text, std::size_t at, const std::string& file, std::string what) {
  const std::string_view before = text.substr(0, at);
  const auto line = std::ranges::count(before, '\n') + 1;
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 = 0
  return {{file, static_cast<int>(line), static_cast<int>(at - line_start) + 1}, std::move(what)};
}

}  // namespace

std::optional<policy::Mistake> first_unreadable(std::string_view text, const std::string& file) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (is_control(byte)) return mistake_at(text, at, file, fmt::format("control character 0x{:02x} in text", byte));
    const std::size_t length = character_length(text, at);
    if (length == 0) return mistake_at(text, at, file, fmt::format("byte 0x{:02x} is not UTF-8 text", byte));
    at += length;
  }
  return std::nullopt;
}

}  // namespace tollgate::policy_files
