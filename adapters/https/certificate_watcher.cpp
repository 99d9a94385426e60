#include "adapters/https/certificate_watcher.h"

namespace tollgate::https {
namespace {

FileIdentity identity_of(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return {};
  return {found.st_dev, found.st_ino, found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
}

}  // namespace

CertificateWatcher::CertificateWatcher(boost::asio::io_context& context, CertificateFiles files, Shared& shared)
    : files_{std::move(files)}, shared_{shared}, timer_{context} {}

CertificateWatcher::Identity CertificateWatcher::identity() const {
  return {identity_of(files_.certificate), identity_of(files_.key)};
}

Result<void> CertificateWatcher::load() {
  seen_ = identity();  // before reading: a change while we read is seen at the next look
  *shared_.tls.lock() = TRY(load_tls_context(files_));
  return {};
}

void CertificateWatcher::start() {
  timer_.expires_after(shared_.options.certificate_check_period);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    check();
    start();
  });
}

void CertificateWatcher::check() {
  if (identity() == seen_) return;
  if (const auto loaded = load(); !loaded.ok()) {
    shared_.log.warning("certificate refused, the old one stays", {{"reason", loaded.error().message}});
    return;
  }
  const Instant expires = (*shared_.tls.lock())->expires;
  shared_.log.info("certificate replaced", {{"file", files_.certificate}, {"expires", to_rfc3339(expires)}});
}

}  // namespace tollgate::https
