// Standard base64 with padding, as kubeconfig files and Secrets carry it.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tollgate::kube_client {

// Nothing when the text is not base64. Line breaks and spaces between the digits are passed over.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace tollgate::kube_client
