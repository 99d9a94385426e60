// What an answer of the API server means to the caller.

#pragma once

#include <string>
#include <string_view>

#include "adapters/http_client/message.h"
#include "adapters/kube_client/object.h"
#include "core/result.h"

namespace tollgate::kube_client {

// For answers outside 2xx. A 5xx to a write says nothing about whether it was done.
Error error_of(const Status& status, bool is_write);

// For patches that carry tests: one that does not hold, and another object's uid, are answered like a patch that makes no sense,
// which ours are not. kConflict instead of kInvalid.
Result<void> outcome_of_test(const Result<std::string>& answer);

}  // namespace tollgate::kube_client
