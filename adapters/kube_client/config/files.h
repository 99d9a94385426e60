// Reading the small files that credentials come in.

#pragma once

#include <string>

#include "core/result.h"

namespace tollgate::kube_client {

// By path each time: Kubernetes replaces such files by swapping a symlinked folder.
Result<std::string> read_file(const std::string& path);

}  // namespace tollgate::kube_client
