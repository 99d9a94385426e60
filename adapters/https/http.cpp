#include "adapters/https/http.h"

#include <fmt/format.h>
#include <strings.h>

#include <charconv>
#include <cstdint>

namespace tollgate::https {
namespace {

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

// The reason a Kubernetes client expects beside the code.
std::string_view reason_of(int code) {
  switch (code) {
    case 400: return "BadRequest";
    case 404: return "NotFound";
    case 405: return "MethodNotAllowed";
    case 408: return "Timeout";
    case 413: return "RequestEntityTooLarge";
    case 500: return "InternalError";
    case 503: return "ServiceUnavailable";
    default: return "";
  }
}

std::string json_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      escaped += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      escaped += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::int64_t milliseconds_in(char unit) {
  switch (unit) {
    case 'h': return 3'600'000;
    case 'm': return 60'000;
    case 's': return 1'000;
    default: return 0;
  }
}

}  // namespace

std::optional<std::string_view> HttpRequest::header(std::string_view name) const {
  for (const HttpHeader& header : headers) {
    if (same_ignoring_case(header.name, name)) return header.value;
  }
  return std::nullopt;
}

HttpAnswer status_answer(int code, std::string_view message) {
  return {.status = code,
          .body = fmt::format(R"({{"kind":"Status","apiVersion":"v1","metadata":{{}},"status":"Failure",)"
                              R"("message":"{}","reason":"{}","code":{}}})",
                              json_text(message), reason_of(code), code)};
}

std::optional<Duration> parse_go_duration(std::string_view text) {
  constexpr std::int64_t kMost = 86'400'000;  // nobody waits longer than a day; keeps the sum from overflowing
  std::int64_t total = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || count < 0 || count > kMost) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const std::int64_t unit = text.empty() ? 0 : milliseconds_in(text.front());
    if (unit == 0) return std::nullopt;
    text.remove_prefix(1);
    total = std::min(kMost, total + count * unit);
  }
  return Duration{total};
}

Reply& Reply::operator=(Reply&& other) noexcept {
  if (this != &other) {
    abandon();
    target_ = std::move(other.target_);
  }
  return *this;
}

void Reply::send(HttpAnswer answer) {
  if (const auto target = std::exchange(target_, nullptr)) target->answer(std::move(answer));
}

void Reply::abandon() noexcept {
  if (target_) send(status_answer(500, "the request was not answered"));
}

}  // namespace tollgate::https
