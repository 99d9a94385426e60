// Reads one request out of a stream of bytes: Beast's parser, with the strictness and the limits this listener adds.
//
// Belongs to one connection at a time and is reused for the next request, so that its storage stays warm. One thread.

#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/https/http.h"

namespace tollgate::https {

// Body bytes held by all connections of a server. Thread-safe.
class ByteBudget {
 public:
  explicit ByteBudget(std::size_t most) : most_{most} {}

  // False when it would exceed the limit; then nothing is taken.
  bool take(std::size_t bytes) {
    if (held_.fetch_add(bytes, std::memory_order_relaxed) + bytes <= most_) return true;
    give_back(bytes);
    return false;
  }
  void give_back(std::size_t bytes) { held_.fetch_sub(bytes, std::memory_order_relaxed); }
  [[nodiscard]] std::size_t held() const { return held_.load(std::memory_order_relaxed); }

 private:
  std::size_t most_;
  std::atomic<std::size_t> held_{0};
};

struct ReadLimits {
  std::size_t header_bytes;
  std::size_t body_bytes;
};

class RequestReader {
 public:
  enum class State {
    kHeader,    // more bytes of the header are needed
    kBody,      // more bytes of the body are needed
    kComplete,  // request() is ready
    kRefused,   // refusal() says why; the bytes that follow mean nothing
  };
  struct Fed {
    std::size_t consumed = 0;  // the rest of the input must be fed again, with more behind it
    State state = State::kHeader;
  };
  struct Refusal {
    int code = 400;
    std::string_view message;
  };

  // `budget` outlives the reader.
  RequestReader(ReadLimits limits, ByteBudget& budget);
  ~RequestReader();

  Fed feed(std::string_view input);
  [[nodiscard]] const Refusal& refusal() const;

  // After the header: does the client wait for "100 Continue" before it sends the body?
  [[nodiscard]] bool expects_continue() const;

  // After kComplete, until reset().
  [[nodiscard]] HttpRequest request(std::string_view peer) const;
  [[nodiscard]] bool keep_alive() const;

  // After the header: an answer to HEAD has no body.
  [[nodiscard]] bool is_head() const;

  // Ready for the next request; gives the budget back.
  void reset();

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace tollgate::https
