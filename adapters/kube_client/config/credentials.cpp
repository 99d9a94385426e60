#include "adapters/kube_client/config/credentials.h"

#include <string_view>
#include <utility>

#include "adapters/kube_client/config/files.h"

namespace tollgate::kube_client {
namespace {

// Replaces `held` when there is something to replace it with; an error only when nothing is held.
Result<void> update(const FileOrText& given, std::string& held) {
  if (given.file.empty()) {
    held = given.text;
    return {};
  }
  Result<std::string> read = read_file(given.file);
  if (read && !read->empty()) {
    held = std::move(read).value();
  } else if (held.empty() && !given.text.empty()) {
    held = given.text;
  } else if (held.empty()) {
    return Error{ErrorCode::kForbidden, given.file + ": cannot be read or is empty"};
  }
  return {};
}

void trim(std::string& token) {
  const auto end = token.find_last_not_of(" \t\r\n");
  token.erase(end == std::string::npos ? 0 : end + 1);
}

}  // namespace

Credentials::Credentials(Config config, std::chrono::milliseconds refresh) : config_{std::move(config)}, refresh_{refresh} {
  shown_.tls.server_name = config_.server_name;
  shown_.tls.verify = config_.verify;
}

Result<Credentials::Shown> Credentials::current() {
  const std::lock_guard lock{mutex_};
  const auto now = std::chrono::steady_clock::now();
  if (!complete_ || !read_at_ || now - *read_at_ >= refresh_) {
    TRY(refresh());
    complete_ = true;
    read_at_ = now;
  }
  return shown_;
}

void Credentials::refused() {
  const std::lock_guard lock{mutex_};
  read_at_.reset();
}

Result<void> Credentials::refresh() {
  TRY(update(config_.ca, shown_.tls.ca_pem));
  TRY(update(config_.token, shown_.token));
  trim(shown_.token);
  TRY(update(config_.certificate, shown_.tls.certificate_pem));
  return update(config_.key, shown_.tls.key_pem);
}

}  // namespace tollgate::kube_client
