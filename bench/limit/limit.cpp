// The physical limit: what TLS and the kernel cost when the server does nothing else.
//
// bench_limit PORT CERTIFICATE KEY: one thread, epoll, OpenSSL on the descriptor, just enough HTTP to find a request's end, one
// fixed answer. No limits or time-outs: fit to compare with, for nothing else.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t kRecord = std::size_t{16} << 10;  // the largest TLS record
constexpr std::string_view kBody =
    R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":"0f0f0f0f-0f0f-0f0f-0f0f-0f0f0f0f0f0f","allowed":true}})";

struct Free {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using Context = std::unique_ptr<SSL_CTX, Free>;

struct Connection {
  Connection(SSL_CTX* context, int descriptor) : fd{descriptor}, ssl{SSL_new(context)} {
    SSL_set_fd(ssl.get(), fd);
    SSL_set_accept_state(ssl.get());
  }
  ~Connection() { close(fd); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int fd;
  std::unique_ptr<SSL, Free> ssl;
  std::vector<char> input = std::vector<char>(2 * kRecord);
  std::size_t filled = 0;
};

Context make_context(const char* certificate, const char* key) {
  Context context{SSL_CTX_new(TLS_server_method())};
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate) != 1) return nullptr;
  if (SSL_CTX_use_PrivateKey_file(context.get(), key, SSL_FILETYPE_PEM) != 1) return nullptr;
  SSL_CTX_set_num_tickets(context.get(), 0);
  return context;
}

int listen_on(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return -1;
  return listen(fd, SOMAXCONN) == 0 ? fd : -1;
}

using Connections = std::vector<std::unique_ptr<Connection>>;  // by descriptor

void watch(int poll, int fd) {
  epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
  epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
}

void accept_all(int poll, int listener, SSL_CTX* context, Connections& connections) {
  for (int fd = 0; (fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto place = static_cast<std::size_t>(fd);
    if (connections.size() <= place) connections.resize(place + 1);
    connections[place] = std::make_unique<Connection>(context, fd);
    watch(poll, fd);
  }
}

// Header and body of the first request in `input`; 0 while some of it is missing.
std::size_t request_size(std::string_view input) {
  const auto end = input.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  constexpr std::string_view kLength = "Content-Length: ";
  const auto length = input.substr(0, end).find(kLength);
  const std::size_t body = length == std::string_view::npos ? 0 : std::strtoul(&input[length + kLength.size()], nullptr, 10);
  return input.size() >= end + 4 + body ? end + 4 + body : 0;
}

void answer_all(Connection& connection) {
  static const std::string answer =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(kBody.size()) + "\r\n\r\n" +
      std::string{kBody};
  while (const std::size_t size = request_size({connection.input.data(), connection.filled})) {
    SSL_write(connection.ssl.get(), answer.data(), static_cast<int>(answer.size()));
    connection.filled -= size;
    std::memmove(connection.input.data(), connection.input.data() + size, connection.filled);
  }
}

// Reads what is there and answers it. False at the connection's end.
bool serve(Connection& connection) {
  for (;;) {
    if (connection.input.size() < connection.filled + kRecord) connection.input.resize(2 * connection.input.size());
    ERR_clear_error();
    const int got = SSL_read(connection.ssl.get(), connection.input.data() + connection.filled, kRecord);
    if (got <= 0) return SSL_get_error(connection.ssl.get(), got) == SSL_ERROR_WANT_READ;
    connection.filled += static_cast<std::size_t>(got);
    answer_all(connection);
  }
}

[[noreturn]] void serve_for_ever(int listener, SSL_CTX* context) {
  const int poll = epoll_create1(0);
  watch(poll, listener);
  Connections connections;
  std::array<epoll_event, 256> events{};
  for (;;) {
    const int ready = epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
    for (const epoll_event& event : std::span{events}.first(static_cast<std::size_t>(ready))) {
      if (event.data.fd == listener) {
        accept_all(poll, listener, context, connections);
        continue;
      }
      auto& connection = connections[static_cast<std::size_t>(event.data.fd)];
      if (!serve(*connection)) connection.reset();
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  signal(SIGPIPE, SIG_IGN);
  const Context context = make_context(argv[2], argv[3]);
  const int listener = listen_on(std::atoi(argv[1]));
  if (!context || listener < 0) return 1;
  serve_for_ever(listener, context.get());
}
