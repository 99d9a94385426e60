#include "adapters/https/acceptor.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "adapters/https/listen_socket.h"

namespace tollgate::https {
namespace {

using namespace std::chrono_literals;

// Answers are one write each, so waiting for more to send only delays; keep-alive finds clients that vanished.
void set_up(int socket) {
  const int yes = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
}

// Errors of one connection that was gone before it was accepted; the next may be fine.
bool concerns_one_connection(int error) {
  return error == ECONNABORTED || error == EINTR || error == EPROTO || error == EPERM || error == ENETDOWN ||
         error == EHOSTDOWN || error == EHOSTUNREACH || error == ENETUNREACH || error == ENOPROTOOPT || error == EOPNOTSUPP;
}

}  // namespace

Acceptor::Acceptor(boost::asio::io_context& context, system::UniqueFd listening, Shared& shared, Loops loops)
    : listening_{context, listening.release()}, pause_{context}, shared_{shared}, loops_{std::move(loops)} {}

void Acceptor::start() { wait(); }

void Acceptor::wait() {
  listening_.async_wait(listening_.wait_read, [this](const boost::system::error_code& error) {
    if (error) return;
    if (accept_some()) return wait();
    back_off();
  });
}

bool Acceptor::accept_some() {
  for (;;) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    system::UniqueFd socket{
        ::accept4(listening_.native_handle(), reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (!socket.valid()) {
      if (concerns_one_connection(errno)) continue;
      return errno == EAGAIN;
    }
    out_of_descriptors_ = false;
    set_up(socket.get());
    ++shared_.counters.accepted;
    loops_[next_++ % loops_.size()]->adopt({std::move(socket), text_of(peer), OpenConnection{shared_.open}});
  }
}

void Acceptor::back_off() {
  if (!std::exchange(out_of_descriptors_, true)) {
    shared_.log.warning("cannot accept connections", {{"reason", std::strerror(errno)}});
  }
  pause_.expires_after(100ms);
  pause_.async_wait([this](const boost::system::error_code& error) {
    if (!error) wait();
  });
}

void Acceptor::close() {
  if (!listening_.is_open()) return;
  accept_some();
  boost::system::error_code ignored;
  listening_.close(ignored);
  pause_.cancel();
}

}  // namespace tollgate::https
