// A blocking HTTP client that is honest about outcomes. (libcurl inside.)
//
// Any answer of the server, whatever its status, is a value. An Error says that there was none:
//   kUnavailable     surely not done: nothing was sent, or the request only reads
//   kOutcomeUnknown  a write was sent and its answer was lost or cut: it may have happened; read back before deciding
//   kInvalid         the request is not one that can be sent, or the answer to a read is over `max_answer`
// Nothing is ever sent twice: a write whose kept-alive connection dies under it is not repeated behind the caller's back.
//
// Thread-safe. Connections are kept alive and reused, one exchange at a time on each; HTTP/2 where TLS negotiates it.

#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string_view>
#include <vector>

#include "adapters/http_client/message.h"
#include "core/result.h"

namespace tollgate::http_client {

class Session;

// Takes the next bytes of a stream, on the caller's thread; false ends the stream. The first call brings none: it says that
// a 2xx answer has begun.
using Sink = std::function<bool(std::string_view bytes)>;

class Client {
 public:
  Client();
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // One exchange, bounded by the request's timeouts; returns at once when `stop` is requested.
  Result<Response> send(const Request& request, std::stop_token stop = {});

  // Like send without an overall timeout: the body of a 2xx answer goes to `sink` as it arrives, that of any other into the
  // Response. A value when the server or the sink ended it; kUnavailable when it was stopped, cut or idle for too long.
  Result<Response> stream(const Request& request, const Sink& sink, std::stop_token stop);

 private:
  Result<Response> exchange(const Request& request, const Sink* sink, std::stop_token stop);
  Result<std::unique_ptr<Session>> take();
  void give_back(std::unique_ptr<Session> session);

  std::mutex mutex_;
  std::vector<std::unique_ptr<Session>> idle_;  // the last used first: its connection is the freshest
};

}  // namespace tollgate::http_client
