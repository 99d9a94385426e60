// Listening sockets by address.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/system/unique_fd.h"
#include "core/result.h"

struct sockaddr_storage;

namespace tollgate::https {

// "host:port", "[::1]:port" or ":port" (every address, IPv6 and IPv4). Non-blocking. kInvalid for an address that is none,
// kUnavailable when it cannot be bound.
Result<system::UniqueFd> open_listening_socket(const std::string& address);

std::uint16_t port_of(int socket);

// "127.0.0.1:40312"
std::string text_of(const sockaddr_storage& address);

}  // namespace tollgate::https
