#include "adapters/kube_client/outcome.h"

#include <fmt/format.h>

namespace tollgate::kube_client {
namespace {

ErrorCode code_of(const Status& status, bool is_write) {
  switch (status.code) {
    case 401:
    case 403: return ErrorCode::kForbidden;
    case 404: return ErrorCode::kNotFound;
    case 409: return status.reason == "AlreadyExists" ? ErrorCode::kExists : ErrorCode::kConflict;
    case 410: return ErrorCode::kGone;
    case 429: return ErrorCode::kUnavailable;
    default: break;
  }
  if (status.code >= 500) return is_write ? ErrorCode::kOutcomeUnknown : ErrorCode::kUnavailable;
  return ErrorCode::kInvalid;
}

}  // namespace

Error error_of(const Status& status, bool is_write) {
  const std::string reason = status.reason.empty() ? "" : " " + status.reason;
  return {code_of(status, is_write), fmt::format("{}{}: {}", status.code, reason, status.message)};
}

Result<void> outcome_of_test(const Result<std::string>& answer) {
  if (answer) return {};
  if (answer.error().code == ErrorCode::kInvalid) return Error{ErrorCode::kConflict, answer.error().message};
  return answer.error();
}

}  // namespace tollgate::kube_client
