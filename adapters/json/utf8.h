// UTF-8, as far as writing needs it: where characters begin and whether they are valid.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tollgate::json {

inline constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";  // U+FFFD

// The length in bytes of the character at `text[at]` (at < text.size()); 0 when no valid character begins there.
std::size_t character_length(std::string_view text, std::size_t at);

// At most `max_characters` of `text`, the last one "…" when something was cut. Valid UTF-8 without control characters:
// what is not becomes a space or U+FFFD. max_characters >= 1.
std::string one_line(std::string_view text, std::size_t max_characters);

}  // namespace tollgate::json
