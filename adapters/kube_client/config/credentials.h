// What a connection shows and believes, read from its files anew as they rotate.
//
// Thread-safe. Files are looked at again once a minute; what cannot be read keeps its last good content. (They are small and
// local: the lock is held while they are read, so that only one thread does.)

#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "adapters/http_client/message.h"
#include "adapters/kube_client/config/config.h"

namespace tollgate::kube_client {

class Credentials {
 public:
  explicit Credentials(Config config, std::chrono::milliseconds refresh = std::chrono::minutes{1});

  struct Shown {
    http_client::Tls tls;
    std::string token;  // empty: none
  };

  // kForbidden when something that was configured has never been readable.
  Result<Shown> current();

  // The server answered 401: what is held is not used again without another look at the files.
  void refused();

 private:
  Result<void> refresh();

  Config config_;
  std::chrono::milliseconds refresh_;
  std::mutex mutex_;
  Shown shown_;
  bool complete_ = false;
  std::optional<std::chrono::steady_clock::time_point> read_at_;
};

}  // namespace tollgate::kube_client
