// Base64 with the standard alphabet, padded (RFC 4648 §4).

#pragma once

#include <string>
#include <string_view>

namespace tollgate::kube_codec {

std::string to_base64(std::string_view bytes);

}  // namespace tollgate::kube_codec
