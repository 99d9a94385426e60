#include "adapters/json/utf8.h"

namespace tollgate::json {
namespace {

bool is_between(char byte, unsigned low, unsigned high) {
  const auto value = static_cast<unsigned char>(byte);
  return value >= low && value <= high;
}

// C0, DEL and C1 (U+0080 to U+009F).
bool is_control(std::string_view character) {
  if (character.size() == 1) return is_between(character[0], 0x00, 0x1F) || character[0] == '\x7F';
  return character.size() == 2 && character[0] == '\xC2' && is_between(character[1], 0x80, 0x9F);
}

}  // namespace

std::size_t character_length(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const auto follows = [&](std::size_t offset, unsigned low = 0x80, unsigned high = 0xBF) {
    return at + offset < text.size() && is_between(text[at + offset], low, high);
  };
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {  // E0: no overlong forms; ED: no surrogates
    const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : 0xBF;
    return follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {  // F0: no overlong forms; F4: nothing above U+10FFFF
    const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
    return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
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
