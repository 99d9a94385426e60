// Calls to one Kubernetes API server.
//
// Thread-safe. A call blocks for `Patience::at_most`, retries included, and returns at once when stopped. Retried here, and
// nothing else: an answer with Retry-After (the server did not take the request), and once a 401 with credentials read anew.
//
// Errors: kNotFound 404, kConflict and kExists 409, kGone 410, kForbidden 401 and 403, kInvalid the other 4xx, kUnavailable
// when it was surely not done, kOutcomeUnknown when a write may have been done.

#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>

#include "adapters/http_client/client.h"
#include "adapters/kube_client/config/config.h"
#include "adapters/kube_client/config/credentials.h"
#include "adapters/kube_client/object.h"
#include "core/result.h"

namespace tollgate::kube_client {

struct Patience {
  std::chrono::milliseconds at_most{30'000};
  std::stop_token stop;
};

class Api {
 public:
  // The field manager of everything this program applies.
  static constexpr std::string_view kFieldManager = "tollgate";

  explicit Api(Config config, std::chrono::milliseconds credentials_refresh = std::chrono::minutes{1});

  // Paths begin at the root ("/api/v1/namespaces/vision") and may carry a query. Values are the answers' bodies.
  Result<std::string> get(const std::string& path, const Patience& patience = {});
  Result<std::string> create(const std::string& path, std::string json, const Patience& patience = {});
  // A compare-and-swap when the object carries its resourceVersion.
  Result<std::string> replace(const std::string& path, std::string json, const Patience& patience = {});
  // Server-side apply with force: exactly the fields in `json` are ours afterwards. Creates what is missing, unless the
  // object carries a uid.
  Result<std::string> apply(const std::string& path, std::string json, const Patience& patience = {});
  Result<std::string> merge_patch(const std::string& path, std::string json, const Patience& patience = {});
  Result<std::string> json_patch(const std::string& path, std::string json, const Patience& patience = {});
  // `options`: a DeleteOptions object, for its preconditions.
  Result<std::string> remove(const std::string& path, std::string options = "{}", const Patience& patience = {});

  // Every object of a collection, page by page; the value is the collection's resourceVersion. kGone: a page expired
  // meanwhile, begin again. `at_most` holds for each page. The objects live for the call only.
  Result<std::string> list(const std::string& path, const std::function<void(const Object&)>& take,
                           const Patience& patience = {});

  // A watch's bytes; see http_client::Client::stream. Answers outside 2xx are errors; `retry_after` is set when one says so.
  Result<void> stream(const std::string& path, const http_client::Sink& sink, std::chrono::milliseconds idle_timeout,
                      std::chrono::seconds& retry_after, const std::stop_token& stop);

  [[nodiscard]] const std::string& server() const { return server_; }

 private:
  struct Call {
    http_client::Method method = http_client::Method::kGet;
    std::string path;
    std::string content_type;
    std::string body;
  };

  Result<std::string> call(const Call& call, const Patience& patience);
  Result<http_client::Response> until_taken(const Call& call, const Patience& patience);
  Result<http_client::Request> request(const Call& call);

  std::string server_;
  Credentials credentials_;
  http_client::Client client_;
};

// The path with one more query parameter, its value percent-encoded.
std::string with_query(std::string path, std::string_view name, std::string_view value);

}  // namespace tollgate::kube_client
