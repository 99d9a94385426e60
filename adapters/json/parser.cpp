#include "adapters/json/parser.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <bit>

namespace tollgate::json {
namespace {

constexpr std::size_t kFirstCapacity = std::size_t{32} << 10;
// simdjson needs about 14 bytes a byte of capacity. Above this size they are given back before the next small document.
constexpr std::size_t kKeptCapacity = std::size_t{1} << 20;

Error refusal(simdjson::error_code code, std::size_t max_bytes) {
  switch (code) {
    case simdjson::DEPTH_ERROR: return {ErrorCode::kInvalid, fmt::format("nested deeper than {} levels", kMaxDepth)};
    case simdjson::CAPACITY: return {ErrorCode::kInvalid, fmt::format("longer than {} bytes", max_bytes)};
    case simdjson::EMPTY: return {ErrorCode::kInvalid, "not JSON: empty"};
    case simdjson::UTF8_ERROR: return {ErrorCode::kInvalid, "not JSON: not UTF-8"};
    case simdjson::STRING_ERROR: return {ErrorCode::kInvalid, "not JSON: a string with a bad escape"};
    case simdjson::UNCLOSED_STRING: return {ErrorCode::kInvalid, "not JSON: a string without an end"};
    case simdjson::UNESCAPED_CHARS: return {ErrorCode::kInvalid, "not JSON: a control character in a string"};
    case simdjson::NUMBER_ERROR: return {ErrorCode::kInvalid, "not JSON: a malformed number, or one beyond 64 bits"};
    case simdjson::MEMALLOC: return {ErrorCode::kUnavailable, "out of memory"};
    default: return {ErrorCode::kInvalid, "not JSON: bad structure"};
  }
}

}  // namespace

struct Parser::Held {
  simdjson::dom::parser parser;
  simdjson::dom::document document;
  Tape tape;
};

Parser::Parser(std::size_t max_bytes) : max_bytes_{max_bytes} {}
Parser::~Parser() = default;
Parser::Parser(Parser&&) noexcept = default;
Parser& Parser::operator=(Parser&&) noexcept = default;

Result<Value> Parser::parse(Padded text) { return parse(text.text(), false); }
Result<Value> Parser::parse_copy(std::string_view text) { return parse(text, true); }

Result<Value> Parser::parse(std::string_view text, bool copy) {
  if (text.size() > max_bytes_) return refusal(simdjson::CAPACITY, max_bytes_);
  if (held_ && held_->parser.capacity() > kKeptCapacity && text.size() <= kKeptCapacity) held_.reset();
  if (!held_) held_ = std::make_unique<Held>();
  if (held_->parser.capacity() < text.size() || held_->parser.capacity() == 0) {
    const std::size_t capacity = std::bit_ceil(std::max(text.size(), kFirstCapacity));
    // One level more: simdjson counts the document itself.
    auto failed = held_->parser.allocate(capacity, kMaxDepth + 1);
    if (failed == simdjson::SUCCESS) failed = held_->document.allocate(capacity);
    if (failed != simdjson::SUCCESS) return refusal(failed, max_bytes_);
  }
  const auto parsed = held_->parser.parse_into_document(held_->document, text.data(), text.size(), copy);
  if (parsed.error() != simdjson::SUCCESS) return refusal(parsed.error(), max_bytes_);
  const simdjson::dom::document& document = held_->document;
  held_->tape = {document.tape.get(), reinterpret_cast<const char*>(document.string_buf.get()), &document};
  Value root;
  root.tape_ = &held_->tape;
  root.at_ = 1;  // the first word of the tape frames the document
  return root;
}

}  // namespace tollgate::json
