// A small blocking HTTP client over TLS or plain TCP, for tests that must misbehave on purpose. Every wait ends after 10 s.

#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/system/unique_fd.h"

namespace tollgate::https::testing {

// A connected TCP socket to 127.0.0.1; invalid when refused.
system::UniqueFd connect_tcp(std::uint16_t port);

struct Response {
  int status = 0;
  std::string head;
  std::string body;
  [[nodiscard]] bool closes() const { return head.find("Connection: close") != std::string::npos; }
};

class Client {
 public:
  enum class Kind { kTls, kPlain };

  explicit Client(std::uint16_t port, Kind kind = Kind::kTls);

  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] std::string certificate_serial() const;
  [[nodiscard]] std::string alpn() const;

  bool send(std::string_view bytes);

  // The next answer; nothing when the connection ended before it was whole. Interim answers (100) are answers too.
  std::optional<Response> receive();

  // send, then receive.
  std::optional<Response> ask(std::string_view request);

  // Has the server closed? Waits for it.
  bool closed_by_server();

  void half_close();
  [[nodiscard]] int fd() const { return socket_.get(); }

 private:
  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  int read_some();

  system::UniqueFd socket_;
  std::unique_ptr<SSL, Free> ssl_;
  bool connected_ = false;
  std::string input_;
};

// POST with a Content-Length; `headers` are whole lines with their line ends.
std::string post(std::string_view path, std::string_view body, std::string_view headers = {});

}  // namespace tollgate::https::testing
