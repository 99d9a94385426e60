#include "tests/adapters/https/client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <charconv>

namespace tollgate::https::testing {
namespace {

SSL_CTX* client_context() {
  static const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context = [] {
    SSL_CTX* made = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_verify(made, SSL_VERIFY_NONE, nullptr);  // what is served is under test, not who serves it
    SSL_CTX_set_options(made, SSL_OP_IGNORE_UNEXPECTED_EOF);
    const std::array<unsigned char, 9> http{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    SSL_CTX_set_alpn_protos(made, http.data(), http.size());
    return std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>{made, SSL_CTX_free};
  }();
  return context.get();
}

std::size_t content_length(const std::string& head) {
  constexpr std::string_view kName = "Content-Length: ";
  const auto at = head.find(kName);
  std::size_t length = 0;
  if (at != std::string::npos) std::from_chars(head.data() + at + kName.size(), head.data() + head.size(), length);
  return length;
}

}  // namespace

system::UniqueFd connect_tcp(std::uint16_t port) {
  system::UniqueFd socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const timeval patience{10, 0};
  setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return {};
  return socket;
}

Client::Client(std::uint16_t port, Kind kind) : socket_{connect_tcp(port)} {
  connected_ = socket_.valid();
  if (!connected_ || kind == Kind::kPlain) return;
  ssl_.reset(SSL_new(client_context()));
  SSL_set_fd(ssl_.get(), socket_.get());
  connected_ = SSL_connect(ssl_.get()) == 1;
}

std::string Client::certificate_serial() const {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate{SSL_get1_peer_certificate(ssl_.get()), X509_free};
  const ASN1_INTEGER* serial = X509_get0_serialNumber(certificate.get());
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial)), static_cast<std::size_t>(ASN1_STRING_length(serial))};
}

std::string Client::alpn() const {
  const unsigned char* chosen = nullptr;
  unsigned int length = 0;
  SSL_get0_alpn_selected(ssl_.get(), &chosen, &length);
  return {reinterpret_cast<const char*>(chosen), length};
}

bool Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ssl_ ? SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                           : static_cast<int>(::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

int Client::read_some() {
  std::array<char, 16384> buffer;
  const auto got = ssl_ ? SSL_read(ssl_.get(), buffer.data(), buffer.size())
                        : static_cast<int>(::recv(socket_.get(), buffer.data(), buffer.size(), 0));
  if (got > 0) input_.append(buffer.data(), static_cast<std::size_t>(got));
  return got;
}

std::optional<Response> Client::receive() {
  std::size_t end = input_.find("\r\n\r\n");
  for (; end == std::string::npos; end = input_.find("\r\n\r\n")) {
    if (read_some() <= 0) return std::nullopt;
  }
  Response response;
  response.head = input_.substr(0, end + 4);
  std::from_chars(response.head.data() + 9, response.head.data() + 12, response.status);
  input_.erase(0, end + 4);
  const std::size_t length = content_length(response.head);
  while (input_.size() < length) {
    if (read_some() <= 0) return std::nullopt;
  }
  response.body = input_.substr(0, length);
  input_.erase(0, length);
  return response;
}

std::optional<Response> Client::ask(std::string_view request) {
  if (!send(request)) return std::nullopt;
  return receive();
}

bool Client::closed_by_server() {
  int got = 1;
  while (got > 0) got = read_some();
  return errno != EAGAIN;
}

void Client::half_close() {
  if (ssl_) SSL_shutdown(ssl_.get());
  ::shutdown(socket_.get(), SHUT_WR);
}

std::string post(std::string_view path, std::string_view body, std::string_view headers) {
  return fmt::format("POST {} HTTP/1.1\r\nHost: tollgate\r\nContent-Length: {}\r\n{}\r\n{}", path, body.size(), headers, body);
}

}  // namespace tollgate::https::testing
