// Looks at the certificate files now and then and swaps the server's TLS settings when they changed.
//
// Kubernetes replaces a Secret volume by swapping a symbolic link above the files, so it is the files' identity behind all
// links that is compared. Runs on the thread of its context.

#pragma once

#include <sys/stat.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>

#include "adapters/https/server.h"
#include "adapters/https/shared.h"

namespace tollgate::https {

// What changes when a file is replaced or rewritten. All zero: not there.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t size = 0;
  std::int64_t modified_seconds = 0;
  std::int64_t modified_nanoseconds = 0;

  bool operator==(const FileIdentity&) const = default;
};

class CertificateWatcher {
 public:
  // `shared` outlives the watcher.
  CertificateWatcher(boost::asio::io_context& context, CertificateFiles files, Shared& shared);

  // Reads the pair for the first time.
  Result<void> load();

  void start();

 private:
  using Identity = std::array<FileIdentity, 2>;

  void check();
  Identity identity() const;

  CertificateFiles files_;
  Shared& shared_;
  boost::asio::steady_timer timer_;
  Identity seen_;
};

}  // namespace tollgate::https
