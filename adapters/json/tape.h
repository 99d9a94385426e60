// A parsed document as simdjson leaves it. Internal to the folder: value.h is how it is read.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tollgate::json {

enum class Kind { kNull, kBoolean, kInteger, kReal, kString, kArray, kObject };

// Of a word of the tape.
constexpr Kind kind_of(char type) {
  switch (type) {
    case '"': return Kind::kString;
    case '{': return Kind::kObject;
    case '[': return Kind::kArray;
    case 't':
    case 'f': return Kind::kBoolean;
    case 'l': return Kind::kInteger;
    case 'u':  // above what int64 holds
    case 'd': return Kind::kReal;
    default: return Kind::kNull;
  }
}

// What simdjson's parser leaves: one word a value, its type in the high byte and below that where the value is, or the value
// in the word behind (simdjson's doc/tape.md). It is read here directly, since a decoder asks of every value of a document.
struct Tape {
  const std::uint64_t* words = nullptr;
  const char* strings = nullptr;  // each behind its length, 32 bits
  const void* document = nullptr;

  [[nodiscard]] char type(std::size_t at) const { return static_cast<char>(words[at] >> 56U); }
  [[nodiscard]] std::uint64_t payload(std::size_t at) const { return words[at] & ((std::uint64_t{1} << 56U) - 1); }
  [[nodiscard]] std::string_view string(std::size_t at) const {
    const char* text = strings + payload(at);
    std::uint32_t length = 0;
    std::memcpy(&length, text, sizeof length);
    return {text + sizeof length, length};
  }
  // Where the value ends.
  [[nodiscard]] std::size_t after(std::size_t at) const {
    switch (type(at)) {
      case '{':
      case '[': return words[at] & 0xFFFF'FFFF;
      case 'l':
      case 'u':
      case 'd': return at + 2;
      default: return at + 1;
    }
  }
};

}  // namespace tollgate::json
