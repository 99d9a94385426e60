// What goes out and what comes back: plain values of one HTTP exchange.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::http_client {

enum class Method : std::uint8_t { kGet, kPost, kPut, kPatch, kDelete };

std::string_view name_of(Method method);

struct Header {
  std::string name;
  std::string value;

  bool operator==(const Header&) const = default;
};

// PEM texts, not paths: whoever owns the files decides when they are read again. A connection made with other bytes is not
// reused.
struct Tls {
  std::string ca_pem;           // empty: the system's roots
  std::string certificate_pem;  // with key_pem: the client's certificate
  std::string key_pem;
  std::string server_name;  // the name asked for and verified, when it is not the URL's host
  bool verify = true;       // false: any server is believed

  bool operator==(const Tls&) const = default;
};

struct Request {
  Method method = Method::kGet;
  std::string url;  // http or https; proxies are not used, redirects not followed
  std::vector<Header> headers;
  std::string body;
  Tls tls;
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds timeout{30'000};       // the whole exchange; a stream has none
  std::chrono::milliseconds idle_timeout{30'000};  // a stream that brings no byte for so long is dead
  std::size_t max_answer = std::size_t{64} << 20;  // bytes of body; a stream counts its refusals only
};

struct Response {
  int status = 0;
  std::vector<Header> headers;
  std::string body;

  [[nodiscard]] bool is_success() const { return status >= 200 && status < 300; }

  // The first header of that name, in any case of letters.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;

  // Retry-After in whole seconds; its date form is not used by the servers we talk to.
  [[nodiscard]] std::optional<std::chrono::seconds> retry_after() const;
};

}  // namespace tollgate::http_client
