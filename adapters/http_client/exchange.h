// One request on its way through an easy handle: sets the options, takes the callbacks, and judges how it ended.
//
// Private to this folder. Lives on the stack of Session::exchange; the handle points into it meanwhile.

#pragma once

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/http_client/client.h"

namespace tollgate::http_client {

struct Ending {
  enum class Why : std::uint8_t { kDone, kStopped, kIdle };
  Why why = Why::kDone;
  CURLcode code = CURLE_OK;  // with kDone
};

class Exchange {
 public:
  Exchange(CURL* easy, const Request& request, const Sink* sink);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange() = default;

  Result<void> prepare();
  Result<Response> conclude(const Ending& ending);

  // Until a stream counts as dead; forever for a plain exchange, which curl bounds itself.
  [[nodiscard]] std::chrono::milliseconds idle_time_left() const;

 private:
  struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  using List = std::unique_ptr<curl_slist, FreeList>;

  static std::size_t read_body(char* into, std::size_t size, std::size_t count, void* self);
  static std::size_t on_header(const char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(const char* bytes, std::size_t size, std::size_t count, void* self);

  Result<void> set_url();
  Result<void> set_headers();
  void set_method();
  void set_limits();
  void set_tls();
  bool take_header(std::string_view line);
  bool take_body(std::string_view bytes);
  [[nodiscard]] bool streams_now() const;
  bool pass_on(std::string_view bytes);
  [[nodiscard]] bool was_sent() const;
  Error failed(const Ending& ending) const;

  CURL* easy_;
  const Request& request_;
  const Sink* sink_;
  Response response_;
  std::string url_;
  std::size_t body_sent_ = 0;
  bool over_limit_ = false;
  bool sink_is_done_ = false;
  std::chrono::steady_clock::time_point last_byte_;
  List headers_;
  List connect_to_;
  std::array<char, CURL_ERROR_SIZE> curl_says_{};
};

}  // namespace tollgate::http_client
