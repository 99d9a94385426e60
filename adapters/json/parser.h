// Bounded JSON parsing: the whole document is validated (UTF-8, escapes, numbers, structure) before anything is read of it.
//
// Refused: nesting deeper than 64 (an empty list or object is not a level), more than `max_bytes`, a byte order mark, lone
// surrogates, integers beyond 64 bits unsigned, anything after the value.

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/json/value.h"
#include "core/result.h"

namespace tollgate::json {

inline constexpr std::size_t kMaxDepth = 64;
inline constexpr std::size_t kMaxBytes = std::size_t{8} << 20;
// How many bytes behind a text must be readable, whatever they hold.
inline constexpr std::size_t kPadding = 64;

// A text with kPadding readable bytes behind it.
class Padded {
 public:
  // Makes room behind `text`, which must then stay as it is while the parsed values are in use.
  static Padded in(std::string& text) {
    text.reserve(text.size() + kPadding);
    return Padded{text};
  }
  // For a buffer that has the room already.
  static Padded trusted(std::string_view text) { return Padded{text}; }

  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  explicit Padded(std::string_view text) : text_{text} {}
  std::string_view text_;
};

// Reusable, and meant to be reused: it keeps its memory, unless a document was exceptionally large. For one thread at a time.
class Parser {
 public:
  explicit Parser(std::size_t max_bytes = kMaxBytes);
  ~Parser();
  Parser(Parser&&) noexcept;
  Parser& operator=(Parser&&) noexcept;

  // Ends the life of all values of the parse before. The error is kInvalid and says what is wrong.
  Result<Value> parse(Padded text);
  // The same for a text of any origin, copied first.
  Result<Value> parse_copy(std::string_view text);

 private:
  struct Held;

  Result<Value> parse(std::string_view text, bool copy);

  std::size_t max_bytes_;
  std::unique_ptr<Held> held_;
};

}  // namespace tollgate::json
