// Posts to one slurmrestd. Chooses the API version by what it serves, once, and again after a failure.
//
// Used by one thread at a time.

#pragma once

#include <string>

#include "adapters/http_client/client.h"
#include "adapters/slurm/rest_38.h"
#include "adapters/slurm/tools.h"

namespace tollgate::slurm {

class RestClient {
 public:
  explicit RestClient(Address address) : address_{std::move(address)} {}

  // kOutcomeUnknown: the connection was lost under it; slurmrestd may have crashed.
  Result<void> post(const Post& post);

 private:
  Result<http_client::Response> send(http_client::Method method, const std::string& path, std::string body);
  Result<void> choose();

  Address address_;
  http_client::Client client_;
  std::string version_;  // empty: not chosen yet
};

}  // namespace tollgate::slurm
