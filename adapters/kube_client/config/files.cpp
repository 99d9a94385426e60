#include "adapters/kube_client/config/files.h"

#include <fstream>
#include <sstream>

namespace tollgate::kube_client {

Result<std::string> read_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream bytes;
  if (!file || (file.peek() != std::ifstream::traits_type::eof() && !(bytes << file.rdbuf()))) {
    return Error{ErrorCode::kNotFound, path + ": cannot be read"};
  }
  return std::move(bytes).str();
}

}  // namespace tollgate::kube_client
