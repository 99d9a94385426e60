#include "adapters/https/listen_socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace tollgate::https {
namespace {

constexpr int kBacklog = 4096;  // the kernel cuts it to net.core.somaxconn

struct Address {
  std::string host;
  std::string port;
};

Result<Address> split(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon + 1 == text.size()) {
    return Error{ErrorCode::kInvalid, fmt::format("listen address \"{}\" is not host:port", text)};
  }
  std::string host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return Address{std::move(host), text.substr(colon + 1)};
}

// The error of the last step that failed is in errno.
system::UniqueFd bind_and_listen(const addrinfo& at) {
  system::UniqueFd socket{::socket(at.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!socket.valid()) return socket;
  const int yes = 1;
  const int no = 0;
  setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (at.ai_family == AF_INET6) setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
  if (::bind(socket.get(), at.ai_addr, at.ai_addrlen) != 0 || ::listen(socket.get(), kBacklog) != 0) return {};
  return socket;
}

}  // namespace

Result<system::UniqueFd> open_listening_socket(const std::string& address) {
  const Address parts = TRY(split(address));
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  // Every address: IPv6 takes IPv4 along; where there is no IPv6 the wildcard of IPv4 has to do.
  const char* host = parts.host.empty() ? "::" : parts.host.c_str();
  if (const int failed = getaddrinfo(host, parts.port.c_str(), &hints, &found); failed != 0) {
    return Error{ErrorCode::kInvalid, fmt::format("listen address \"{}\": {}", address, gai_strerror(failed))};
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned{found, freeaddrinfo};
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    if (auto socket = bind_and_listen(*at); socket.valid()) return socket;
  }
  const int reason = errno;
  if (parts.host.empty() && reason == EAFNOSUPPORT) return open_listening_socket("0.0.0.0:" + parts.port);
  return Error{ErrorCode::kUnavailable, fmt::format("listening on \"{}\": {}", address, std::strerror(reason))};
}

std::uint16_t port_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                                             : reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

std::string text_of(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET6) {
    const auto& six = reinterpret_cast<const sockaddr_in6&>(address);
    inet_ntop(AF_INET6, &six.sin6_addr, text.data(), text.size());
    return fmt::format("[{}]:{}", text.data(), ntohs(six.sin6_port));
  }
  const auto& four = reinterpret_cast<const sockaddr_in&>(address);
  inet_ntop(AF_INET, &four.sin_addr, text.data(), text.size());
  return fmt::format("{}:{}", text.data(), ntohs(four.sin_port));
}

}  // namespace tollgate::https
