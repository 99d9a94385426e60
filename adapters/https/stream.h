// One connection's bytes: TLS on a non-blocking descriptor, or the plain socket. Never blocks; says what to wait for.

#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace tollgate::https {

enum class IoStatus {
  kDone,
  kWantRead,   // try again when the socket is readable
  kWantWrite,  // try again when it is writable
  kEnd,        // the peer sent everything it will
  kFailed,
};

struct IoResult {
  IoStatus status = IoStatus::kDone;
  std::size_t bytes = 0;  // kDone: at least 1, except for a handshake
};

class Stream {
 public:
  // `fd` outlives the stream. A null `context` means plain. Throws std::bad_alloc.
  Stream(int fd, SSL_CTX* context);

  [[nodiscard]] bool is_tls() const { return ssl_ != nullptr; }

  IoResult handshake();
  IoResult read(std::span<char> into);
  IoResult write(std::string_view bytes);

  // Bytes that were read from the socket and not yet given out: the socket's readiness says nothing about them.
  [[nodiscard]] bool holds_input() const;

  // "That was the last answer": close_notify and a half close, as far as that goes without waiting.
  void end_output();

  // Reads from the socket without decrypting, for input nobody will look at.
  [[nodiscard]] IoResult discard(std::span<char> scratch) const;

 private:
  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  IoResult tls_result(int returned);

  int fd_;
  std::unique_ptr<SSL, Free> ssl_;
  bool broken_ = false;  // OpenSSL forbids further calls after a fatal error
};

}  // namespace tollgate::https
