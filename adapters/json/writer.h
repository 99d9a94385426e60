// Writes JSON text by appending; commas and escapes are its business, matching begin and end is the caller's.
//
//   Writer json;
//   json.begin_object().field("uid", uid).field("allowed", true).end_object();
//   send(std::move(json).take());
//
// Invalid UTF-8 in a text becomes U+FFFD, so the output is always valid. For one thread.

#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tollgate::json {

class Writer {
 public:
  Writer() = default;
  // With room for that many bytes.
  explicit Writer(std::size_t expected) { out_.reserve(expected); }

  Writer& begin_object() { return open('{'); }
  Writer& end_object() { return close('}'); }
  Writer& begin_array() { return open('['); }
  Writer& end_array() { return close(']'); }

  Writer& key(std::string_view key);
  Writer& text(std::string_view value);
  Writer& number(std::int64_t value);
  Writer& boolean(bool value);
  Writer& null();
  // `json` is a JSON text already.
  Writer& raw(std::string_view json);

  Writer& field(std::string_view name, std::string_view value) { return key(name).text(value); }
  Writer& field(std::string_view name, const char* value) { return key(name).text(value); }
  Writer& field(std::string_view name, std::same_as<bool> auto value) { return key(name).boolean(value); }
  Writer& field(std::string_view name, std::integral auto value)
    requires(!std::same_as<decltype(value), bool>)
  {
    return key(name).number(static_cast<std::int64_t>(value));
  }

  [[nodiscard]] const std::string& written() const { return out_; }
  [[nodiscard]] std::string take() && { return std::move(out_); }

 private:
  Writer& open(char bracket);
  Writer& close(char bracket);
  void separate();
  void append_quoted(std::string_view value);

  std::string out_;
  bool after_value_ = false;  // a comma is due before the next key or value
};

// `text` as a JSON string, with its quotes.
std::string quoted(std::string_view text);

}  // namespace tollgate::json
