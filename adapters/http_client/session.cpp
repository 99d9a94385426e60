#include "adapters/http_client/session.h"

#include <algorithm>
#include <chrono>
#include <optional>

namespace tollgate::http_client {
namespace {

// The longest sleep between two looks at the clock; bytes and stop requests wake it at once.
constexpr std::chrono::milliseconds kNap{1000};

bool library_ready() {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return ready;
}

// The result of the only transfer, once it has one.
std::optional<CURLcode> finished(CURLM* multi) {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
    if (message->msg == CURLMSG_DONE) return message->data.result;
  }
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<Session>> Session::open() {
  std::unique_ptr<Session> session{new Session};
  if (library_ready()) {
    session->multi_.reset(curl_multi_init());
    session->easy_.reset(curl_easy_init());
  }
  if (!session->multi_ || !session->easy_) return Error{ErrorCode::kInternal, "libcurl cannot be initialised"};
  return session;
}

Result<Response> Session::exchange(const Request& request, const Sink* sink, const std::stop_token& stop) {
  Exchange exchange{easy_.get(), request, sink};
  // The handle must not point at this exchange any longer than it lives.
  const std::unique_ptr<CURL, decltype(&curl_easy_reset)> forget{easy_.get(), &curl_easy_reset};
  TRY(exchange.prepare());
  if (curl_multi_add_handle(multi_.get(), easy_.get()) != CURLM_OK)
    return Error{ErrorCode::kInternal, "libcurl refuses the transfer"};
  const Ending ending = pump(exchange, stop);
  // Read what the handle knows before it is taken out; taking it out closes a connection that is still busy.
  Result<Response> response = exchange.conclude(ending);
  curl_multi_remove_handle(multi_.get(), easy_.get());
  return response;
}

Ending Session::pump(Exchange& exchange, const std::stop_token& stop) {
  const std::stop_callback wake{stop, [this] { curl_multi_wakeup(multi_.get()); }};
  for (;;) {
    if (stop.stop_requested()) return Ending{.why = Ending::Why::kStopped};
    int running = 0;
    if (curl_multi_perform(multi_.get(), &running) != CURLM_OK)
      return Ending{.why = Ending::Why::kDone, .code = CURLE_FAILED_INIT};
    if (const std::optional<CURLcode> code = finished(multi_.get())) return Ending{.why = Ending::Why::kDone, .code = *code};
    const std::chrono::milliseconds left = exchange.idle_time_left();
    if (left <= std::chrono::milliseconds::zero()) return Ending{.why = Ending::Why::kIdle};
    curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(std::min(left, kNap).count()), nullptr);
  }
}

}  // namespace tollgate::http_client
