// What an answer of the API server means to the caller.

#pragma once

#include <string_view>

#include "adapters/http_client/message.h"
#include "adapters/kube_client/object.h"
#include "core/result.h"

namespace tollgate::kube_client {

// For answers outside 2xx. A 5xx to a write says nothing about whether it was done.
Error error_of(const Status& status, bool is_write);

}  // namespace tollgate::kube_client
