// What all connections of one server share. Lives until the server and the last Reply of its connections are gone; `handler`
// and `log` only until the server is.

#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "adapters/https/request_reader.h"
#include "adapters/https/server.h"
#include "adapters/https/tls_context.h"
#include "adapters/system/guarded.h"
#include "adapters/system/unique_fd.h"

namespace tollgate::https {

// How many connections are open, counted from accept on, for whoever waits for the last to go. Thread-safe.
class OpenConnections {
 public:
  void add() { ++*count_.lock(); }
  void remove() {
    if (--*count_.lock() == 0) none_.notify_all();
  }
  std::size_t count() { return *count_.lock(); }
  void wait_until_none(std::chrono::steady_clock::time_point deadline) {
    auto count = count_.lock();
    count.wait_until(none_, deadline, [&] { return *count == 0; });
  }

 private:
  system::Guarded<std::size_t> count_{std::size_t{0}};
  std::condition_variable_any none_;
};

// One connection's part of that count, while it exists.
class OpenConnection {
 public:
  explicit OpenConnection(OpenConnections& all) : all_{&all} { all.add(); }
  OpenConnection(OpenConnection&& other) noexcept : all_{std::exchange(other.all_, nullptr)} {}
  OpenConnection& operator=(OpenConnection&&) = delete;
  ~OpenConnection() { end(); }

  void end() {
    if (auto* all = std::exchange(all_, nullptr)) all->remove();
  }

 private:
  OpenConnections* all_;
};

// A connection on its way from the acceptor to its loop.
struct Accepted {
  system::UniqueFd socket;
  std::string peer;
  OpenConnection open;
};

struct Counters {
  std::atomic<std::uint64_t> accepted{0};
  std::atomic<std::uint64_t> evicted{0};
  std::atomic<std::uint64_t> failed_handshakes{0};
  std::atomic<std::uint64_t> timed_out{0};
  std::atomic<std::uint64_t> refused{0};
};

struct Shared {
  Shared(ServerOptions server_options, Handler& server_handler, Log& server_log)
      : options{std::move(server_options)}, handler{server_handler}, log{server_log}, budget{options.max_buffered_bytes} {}

  const ServerOptions options;
  Handler& handler;
  Log& log;
  ByteBudget budget;
  Counters counters;
  OpenConnections open;
  std::atomic<bool> draining{false};
  system::Guarded<std::optional<TlsContext>> tls;  // of new connections; nothing: plain
};

}  // namespace tollgate::https
