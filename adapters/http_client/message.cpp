#include "adapters/http_client/message.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace tollgate::http_client {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view left, std::string_view right) { return std::ranges::equal(left, right, {}, lower, lower); }

}  // namespace

std::string_view name_of(Method method) {
  switch (method) {
    case Method::kGet: return "GET";
    case Method::kPost: return "POST";
    case Method::kPut: return "PUT";
    case Method::kPatch: return "PATCH";
    case Method::kDelete: return "DELETE";
  }
  return "GET";
}

std::optional<std::string_view> Response::header(std::string_view name) const {
  const auto found = std::ranges::find_if(headers, [&](const Header& header) { return same_name(header.name, name); });
  if (found == headers.end()) return std::nullopt;
  return found->value;
}

std::optional<std::chrono::seconds> Response::retry_after() const {
  const std::optional<std::string_view> text = header("Retry-After");
  if (!text) return std::nullopt;
  std::uint32_t seconds = 0;
  const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), seconds);
  if (problem != std::errc{} || end != text->data() + text->size()) return std::nullopt;
  return std::chrono::seconds{seconds};
}

}  // namespace tollgate::http_client
