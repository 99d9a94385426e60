#include "adapters/json/utf8.h"

#include <algorithm>
#include <array>

namespace tollgate::json {
namespace {

bool is_between(char byte, unsigned low, unsigned high) {
  const auto value = static_cast<unsigned char>(byte);
  return value >= low && value <= high;
}

// How a character may begin, its length, and the range of its second byte: The Unicode Standard, table 3-7 (well-formed UTF-8).
struct Lead {
  unsigned low;
  unsigned high;
  std::size_t length;
  unsigned second_low = 0x80;
  unsigned second_high = 0xBF;
};

constexpr std::array kLeads{
    Lead{0x00, 0x7F, 1},
    Lead{0xC2, 0xDF, 2},
    Lead{0xE0, 0xE0, 3, 0xA0, 0xBF},
    Lead{0xE1, 0xEC, 3},
    Lead{0xED, 0xED, 3, 0x80, 0x9F},
    Lead{0xEE, 0xEF, 3},
    Lead{0xF0, 0xF0, 4, 0x90, 0xBF},
    Lead{0xF1, 0xF3, 4},
    Lead{0xF4, 0xF4, 4, 0x80, 0x8F},
};

// C0, DEL and C1 (U+0080 to U+009F).
bool is_control(std::string_view character) {
  if (character.size() == 1) return is_between(character[0], 0x00, 0x1F) || character[0] == '\x7F';
  return character.size() == 2 && character[0] == '\xC2' && is_between(character[1], 0x80, 0x9F);
}

}  // namespace

std::size_t character_length(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  const auto* lead = std::ranges::find_if(kLeads, [&](const Lead& l) { return is_between(rest[0], l.low, l.high); });
  if (lead == kLeads.end() || rest.size() < lead->length) return 0;
  if (lead->length > 1 && !is_between(rest[1], lead->second_low, lead->second_high)) return 0;
  const std::string_view tail = rest.substr(0, lead->length).substr(std::min<std::size_t>(lead->length, 2));
  return std::ranges::all_of(tail, [](char byte) { return is_between(byte, 0x80, 0xBF); }) ? lead->length : 0;
}

std::string one_line(std::string_view text, std::size_t max_characters) {
  std::string line;
  std::size_t last_begins = 0;
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++characters) {
    if (characters == max_characters) {
      line.resize(last_begins);
      return line.append("…");
    }
    const std::size_t length = character_length(text, at);
    last_begins = line.size();
    if (length == 0) {
      line.append(kReplacementCharacter);
    } else {
      line.append(is_control(text.substr(at, length)) ? " " : text.substr(at, length));
    }
    at += length == 0 ? 1 : length;
  }
  return line;
}

}  // namespace tollgate::json
