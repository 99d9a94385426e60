// What a handler of the listener sees: a request, and the promise to answer it.

#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/model/instant.h"

namespace tollgate::https {

struct HttpHeader {
  std::string_view name;  // as sent
  std::string_view value;
};

// Readable bytes behind every body: vectorised JSON parsers read past the end.
inline constexpr std::size_t kBodyPadding = 64;

// A complete request. All views belong to the connection and stay valid until the request's Reply was answered or destroyed.
struct HttpRequest {
  std::string_view method;  // "POST"
  std::string_view path;    // "/validate"
  std::string_view query;   // without the question mark
  std::string_view body;    // with kBodyPadding readable bytes behind it
  std::span<const HttpHeader> headers;
  std::string_view peer;            // "127.0.0.1:40312"
  std::optional<Duration> timeout;  // ?timeout=5s: what the API server still waits

  // The first header of that name, in any case; nothing when there is none.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

struct HttpAnswer {
  int status = 200;
  std::string body;
  std::string_view content_type = "application/json";  // a constant
  std::string_view allow = {};                         // of a 405: "GET, HEAD"; a constant or the server's own
};

// A Kubernetes Status object with that code, for everything that is not an answer to a review.
HttpAnswer status_answer(int code, std::string_view message);

// A Go duration in whole units of hours, minutes and seconds: "5s", "1m0s". Nothing for any other text.
std::optional<Duration> parse_go_duration(std::string_view text);

// Where an answer goes. Thread-safe; called at most once; does nothing when the client is gone.
class ReplyTarget {
 public:
  virtual void answer(HttpAnswer answer) = 0;

 protected:
  ~ReplyTarget() = default;
};

// The promise to answer one request. Move-only; may be answered from any thread, at any time, also after the client or the
// server is gone. Destroyed unanswered it answers 500.
class Reply {
 public:
  explicit Reply(std::shared_ptr<ReplyTarget> target) : target_{std::move(target)} {}
  Reply(Reply&&) noexcept = default;
  Reply& operator=(Reply&& other) noexcept;
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;
  ~Reply() { abandon(); }

  // The first call answers and ends the request's life; later ones do nothing.
  void send(HttpAnswer answer);

 private:
  void abandon() noexcept;

  std::shared_ptr<ReplyTarget> target_;
};

class Handler {
 public:
  // Called on an I/O thread, several at a time: must not block. A handler that needs longer keeps the Reply and returns.
  virtual void handle(const HttpRequest& request, Reply reply) = 0;

 protected:
  ~Handler() = default;
};

}  // namespace tollgate::https
