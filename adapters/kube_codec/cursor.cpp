#include "adapters/kube_codec/cursor.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "adapters/json/utf8.h"
#include "adapters/json/writer.h"

namespace tollgate::kube_codec {
namespace {

constexpr std::size_t kLongestKeyShown = 64;

bool is_word(std::string_view key) {
  return !key.empty() && key.size() <= kLongestKeyShown && std::ranges::all_of(key, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::string_view keep(std::string_view text, std::pmr::memory_resource* memory) {
  char* kept = static_cast<char*>(memory->allocate(text.size(), 1));
  std::ranges::copy(text, kept);
  return {kept, text.size()};
}

// Without white space around it, as the API server reads quantities.
std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  return first == std::string_view::npos ? std::string_view{} : text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace

std::string_view Cursor::text() const {
  const json::Kind kind = value_.kind();
  if (kind == json::Kind::kString) return value_.text();
  if (kind != json::Kind::kNull) expected("a string");
  return {};
}

std::string_view Cursor::quantity() const {
  switch (value_.kind()) {
    case json::Kind::kString: return trimmed(value_.text());
    case json::Kind::kNull: return "0";
    case json::Kind::kInteger: return keep(fmt::format("{}", *value_.integer()), memory());
    case json::Kind::kReal: return keep(fmt::format("{}", *value_.real()), memory());
    default: expected("a quantity"); return "0";
  }
}

std::optional<bool> Cursor::flag() const {
  const auto flag = value_.boolean();
  if (!flag && !value_.is_null()) expected("a boolean");
  return flag;
}

std::optional<std::int64_t> Cursor::integer() const {
  const auto number = value_.integer();
  if (!number && !value_.is_null()) expected("an integer");
  return number;
}

bool Cursor::is_list(std::size_t limit) const {
  if (!is(json::Kind::kArray)) return false;
  if (value_.size() <= limit) return true;
  wrong(fmt::format("has {} entries, more than {}", value_.size(), limit));
  return false;
}

bool Cursor::is(json::Kind kind) const {
  const json::Kind found = value_.kind();
  if (found != kind && found != json::Kind::kNull) expected(json::name_of(kind));
  return found == kind;
}

void Cursor::expected(std::string_view what) const {
  wrong(fmt::format("expected {}, got {}", what, json::name_of(value_.kind())));
}

void Cursor::wrong(std::string_view what) const {
  if (reading_.mistake) return;
  std::string path;
  append_path(path);
  reading_.mistake = path.empty() ? std::string{what} : fmt::format("{}: {}", path, what);
}

void Cursor::append_path(std::string& path) const {
  if (parent_ != nullptr) parent_->append_path(path);
  if (is_item_) {
    fmt::format_to(std::back_inserter(path), "[{}]", index_);
  } else if (is_word(key_)) {
    path.append(path.empty() ? "" : ".").append(key_);
  } else if (parent_ != nullptr) {
    path.append("[").append(json::quoted(json::one_line(key_, kLongestKeyShown))).append("]");
  }
}

}  // namespace tollgate::kube_codec
