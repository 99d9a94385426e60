#include "adapters/kube_codec/ledger/cell_key.h"

#include <array>

namespace tollgate::kube_codec {
namespace {

constexpr char kBetween = '|';
constexpr char kEscape = '%';
constexpr std::string_view kHex = "0123456789ABCDEF";

constexpr std::array kParts{&quota::CellKey::team, &quota::CellKey::user, &quota::CellKey::job_type,
                            &quota::CellKey::tier, &quota::CellKey::pool, &quota::CellKey::resource};

bool stands_for_itself(char c) { return c >= ' ' && c <= '~' && c != kBetween && c != kEscape; }

void append_escaped(std::string& text, std::string_view part) {
  for (const char c : part) {
    if (stands_for_itself(c)) {
      text += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      text += {kEscape, kHex[byte >> 4U], kHex[byte & 0xFU]};
    }
  }
}

// The byte of the escape at the beginning of `text`.
std::optional<char> escaped_byte(std::string_view text) {
  if (text.size() < 3) return std::nullopt;
  const std::size_t high = kHex.find(text[1]);
  const std::size_t low = kHex.find(text[2]);
  if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
  return static_cast<char>(high << 4U | low);
}

std::optional<std::string> unescaped(std::string_view part) {
  std::string plain;
  plain.reserve(part.size());
  for (std::size_t at = 0; at < part.size(); ++at) {
    if (part[at] == kBetween) return std::nullopt;  // a seventh part
    if (part[at] != kEscape) {
      plain += part[at];
      continue;
    }
    const auto byte = escaped_byte(part.substr(at));
    if (!byte) return std::nullopt;
    plain += *byte;
    at += 2;
  }
  return plain;
}

}  // namespace

std::string text_of(const quota::CellKey& key) {
  std::string text;
  for (const auto part : kParts) {
    if (part != kParts.front()) text += kBetween;
    append_escaped(text, key.*part);
  }
  return text;
}

std::optional<quota::CellKey> cell_key_of(std::string_view text) {
  quota::CellKey key;
  for (const auto part : kParts) {
    const std::size_t end = part == kParts.back() ? text.size() : text.find(kBetween);
    if (end == std::string_view::npos) return std::nullopt;
    auto plain = unescaped(text.substr(0, end));
    if (!plain) return std::nullopt;
    key.*part = *std::move(plain);
    text.remove_prefix(part == kParts.back() ? end : end + 1);
  }
  return key;
}

}  // namespace tollgate::kube_codec
