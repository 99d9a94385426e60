// One curl multi handle with one easy handle: runs one exchange at a time and keeps its connections for the next.
//
// Private to this folder. Used by one thread at a time; only the wake-up of a stop request comes from another.

#pragma once

#include <curl/curl.h>

#include <memory>
#include <stop_token>

#include "adapters/http_client/client.h"
#include "adapters/http_client/exchange.h"

namespace tollgate::http_client {

class Session {
 public:
  static Result<std::unique_ptr<Session>> open();

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() = default;

  // `sink` is null for a plain exchange.
  Result<Response> exchange(const Request& request, const Sink* sink, const std::stop_token& stop);

 private:
  struct CloseMulti {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };
  struct CloseEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };

  Session() = default;
  Ending pump(Exchange& exchange, const std::stop_token& stop);

  std::unique_ptr<CURLM, CloseMulti> multi_;
  std::unique_ptr<CURL, CloseEasy> easy_;
};

}  // namespace tollgate::http_client
