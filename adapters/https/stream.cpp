#include "adapters/https/stream.h"

#include <openssl/err.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <new>

namespace tollgate::https {
namespace {

int clamped(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, std::numeric_limits<int>::max())); }

IoResult socket_result(ssize_t returned, IoStatus would_block) {
  if (returned > 0) return {IoStatus::kDone, static_cast<std::size_t>(returned)};
  if (returned == 0) return {IoStatus::kEnd};
  return {errno == EAGAIN || errno == EINTR ? would_block : IoStatus::kFailed};
}

}  // namespace

Stream::Stream(int fd, SSL_CTX* context) : fd_{fd} {
  if (context == nullptr) return;
  ssl_.reset(SSL_new(context));
  if (!ssl_) throw std::bad_alloc{};
  SSL_set_fd(ssl_.get(), fd);
  SSL_set_accept_state(ssl_.get());
}

IoResult Stream::tls_result(int returned) {
  if (returned > 0) return {IoStatus::kDone, static_cast<std::size_t>(returned)};
  switch (SSL_get_error(ssl_.get(), returned)) {
    case SSL_ERROR_WANT_READ: return {IoStatus::kWantRead};
    case SSL_ERROR_WANT_WRITE: return {IoStatus::kWantWrite};
    case SSL_ERROR_ZERO_RETURN: return {IoStatus::kEnd};
    default: broken_ = true; return {IoStatus::kFailed};
  }
}

IoResult Stream::handshake() {
  if (!ssl_) return {IoStatus::kDone};
  ERR_clear_error();
  return tls_result(SSL_do_handshake(ssl_.get()));
}

IoResult Stream::read(std::span<char> into) {
  if (!ssl_) return socket_result(::recv(fd_, into.data(), into.size(), 0), IoStatus::kWantRead);
  ERR_clear_error();
  return tls_result(SSL_read(ssl_.get(), into.data(), clamped(into.size())));
}

IoResult Stream::write(std::string_view bytes) {
  if (!ssl_) return socket_result(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL), IoStatus::kWantWrite);
  ERR_clear_error();
  return tls_result(SSL_write(ssl_.get(), bytes.data(), clamped(bytes.size())));
}

bool Stream::holds_input() const { return ssl_ && SSL_has_pending(ssl_.get()) == 1; }

void Stream::end_output() {
  if (ssl_ && !broken_ && SSL_is_init_finished(ssl_.get()) == 1) {
    ERR_clear_error();
    if (SSL_shutdown(ssl_.get()) < 0) broken_ = true;
  }
  ::shutdown(fd_, SHUT_WR);
}

IoResult Stream::discard(std::span<char> scratch) const {
  return socket_result(::recv(fd_, scratch.data(), scratch.size(), 0), IoStatus::kWantRead);
}

}  // namespace tollgate::https
