// The listener: HTTP/1.1 over TLS for the API server's calls, or plain for probes and metrics.
//
//   auto server = Server::start(options, handler, log);
//   …
//   server->drain(20s);      // on SIGTERM, after readiness went false
//
// One thread accepts, reloads certificates and hands each connection to one of the I/O threads, which serves it to its end.
// Everything a client can make grow has a limit below. docs/adr/0001-listener.md says why it is our own.
//
// Ignores SIGPIPE for the whole process and raises the soft limit of descriptors to the hard one.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "adapters/https/http.h"
#include "app/ports/log.h"
#include "core/model/instant.h"
#include "core/result.h"

namespace tollgate::https {

// PEM files; a symlink-swapped Secret volume works. Read again when they change: a pair that does not match is refused and the
// old one stays; connections that live keep theirs.
struct CertificateFiles {
  std::string certificate;  // leaf first, then intermediates
  std::string key;
};

struct ServerOptions {
  std::string listen = ":9443";         // "host:port", ":port" = every address, port 0 = any free one
  std::optional<CertificateFiles> tls;  // absent: plain HTTP
  int io_threads = 0;                   // 0: min(4, usable processors)

  std::size_t max_header_bytes = std::size_t{16} << 10;     // request line and headers; above: 414 or 431
  std::size_t max_body_bytes = std::size_t{7} << 20;        // above: 413
  std::size_t max_buffered_bytes = std::size_t{256} << 20;  // bodies of all connections together; above: 503
  int max_connections = 4096;                               // above: the longest idle one makes room

  Duration handshake_timeout = std::chrono::seconds{5};
  Duration header_timeout = std::chrono::seconds{5};  // from the first byte of a request
  Duration body_timeout = std::chrono::seconds{10};
  Duration write_timeout = std::chrono::seconds{10};
  Duration idle_timeout = std::chrono::seconds{150};  // start() refuses <= 90 s: the API server reuses a connection that long,
  bool allow_short_idle = false;                      // and does not repeat a POST that met a closed one. For tests.
  Duration linger_timeout = std::chrono::seconds{2};  // for the client to read the last answer before the close
  Duration stop_timeout = std::chrono::seconds{10};   // of drain(), for requests still in work after its grace

  Duration certificate_check_period = std::chrono::seconds{2};
};

// Counts since the start, and what is now. For metrics.
struct ServerStats {
  std::uint64_t accepted = 0;
  std::uint64_t evicted = 0;            // idle ones closed at the connection limit
  std::uint64_t failed_handshakes = 0;  // refused, cut or too slow
  std::uint64_t timed_out = 0;          // requests whose header, body or answer took too long
  std::uint64_t refused = 0;            // answered by the listener itself with 4xx or 503
  std::size_t connections = 0;          // open now
  std::size_t buffered_bytes = 0;       // of bodies, now
  std::optional<Instant> certificate_expires;
};

class Server {
 public:
  // Binds, reads the certificate and serves when it returns. `handler` and `log` outlive the server; a Reply may outlive it.
  static Result<std::unique_ptr<Server>> start(ServerOptions options, Handler& handler, Log& log);

  // Closes everything at once.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] ServerStats stats() const;

  // Ends without failing a request: for `grace` goes on accepting and serving, now with `Connection: close` on each answer;
  // then closes the listening socket and idle connections, and waits for requests in work, at most `stop_timeout`.
  // Blocks until then. Call once, from one thread.
  void drain(Duration grace);

  // Cuts the grace of a drain() in progress short. Any thread.
  void hurry();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace tollgate::https
