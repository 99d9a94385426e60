// Waiting that a stop request ends.

#pragma once

#include <chrono>
#include <stop_token>

namespace tollgate::kube_client {

// False when stopped, at once.
bool nap(std::chrono::milliseconds how_long, const std::stop_token& stop);

}  // namespace tollgate::kube_client
