#include "adapters/json/writer.h"

#include <fmt/format.h>

#include <array>
#include <iterator>

#include "adapters/json/utf8.h"

namespace tollgate::json {
namespace {

// Characters that stand for themselves in a string.
constexpr auto kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t c = 0x20; c < 0x80; ++c) plain.at(c) = c != '"' && c != '\\';
  return plain;
}();

bool is_plain(char c) { return kPlain[static_cast<unsigned char>(c)]; }

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
}

}  // namespace

Writer& Writer::key(std::string_view key) {
  separate();
  append_quoted(key);
  out_ += ':';
  after_value_ = false;
  return *this;
}

Writer& Writer::text(std::string_view value) {
  separate();
  append_quoted(value);
  return *this;
}

Writer& Writer::number(std::int64_t value) {
  separate();
  fmt::format_to(std::back_inserter(out_), "{}", value);
  return *this;
}

Writer& Writer::boolean(bool value) { return raw(value ? "true" : "false"); }
Writer& Writer::null() { return raw("null"); }

Writer& Writer::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

Writer& Writer::open(char bracket) {
  separate();
  out_ += bracket;
  after_value_ = false;
  return *this;
}

Writer& Writer::close(char bracket) {
  out_ += bracket;
  after_value_ = true;
  return *this;
}

void Writer::separate() {
  if (after_value_) out_ += ',';
  after_value_ = true;
}

void Writer::append_quoted(std::string_view value) {
  out_ += '"';
  for (std::size_t at = 0; at < value.size();) {
    std::size_t run = at;
    while (run < value.size() && is_plain(value[run])) ++run;
    out_ += value.substr(at, run - at);
    if (run == value.size()) break;
    const std::size_t length = character_length(value, run);
    if (length == 1) {
      append_escaped(out_, value[run]);
    } else {
      out_ += length == 0 ? kReplacementCharacter : value.substr(run, length);
    }
    at = run + (length == 0 ? 1 : length);
  }
  out_ += '"';
}

std::string quoted(std::string_view text) { return Writer{}.text(text).written(); }

}  // namespace tollgate::json
