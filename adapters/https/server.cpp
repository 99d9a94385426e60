#include "adapters/https/server.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <csignal>
#include <future>
#include <thread>
#include <vector>

#include "adapters/https/acceptor.h"
#include "adapters/https/certificate_watcher.h"
#include "adapters/https/event_loop.h"
#include "adapters/https/listen_socket.h"
#include "adapters/https/shared.h"
#include "adapters/system/cpus.h"

namespace tollgate::https {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kOtherDescriptors = 64;  // files, logs, pipes, other sockets

Result<void> check(const ServerOptions& options) {
  if (!options.allow_short_idle && options.idle_timeout <= 90s) {
    return Error{ErrorCode::kInvalid,
                 "the idle timeout must be longer than 90s: the API server reuses connections that long, and a call on a "
                 "connection closed meanwhile fails"};
  }
  if (options.max_connections < 1) return Error{ErrorCode::kInvalid, "at least one connection must be allowed"};
  return {};
}

// The connections that descriptors suffice for.
std::size_t affordable_connections(std::size_t wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  const std::size_t descriptors = limit.rlim_cur;
  return std::clamp<std::size_t>(wanted, 1,
                                 descriptors > 2 * kOtherDescriptors ? descriptors - kOtherDescriptors : descriptors / 2);
}

std::size_t thread_count(const ServerOptions& options) {
  return static_cast<std::size_t>(options.io_threads > 0 ? options.io_threads : std::min(4, system::usable_cpus()));
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, Handler& handler, Log& log) : shared_{std::make_shared<Shared>(std::move(options), handler, log)} {}
  ~Impl();

  Result<void> start();
  void drain(Duration grace);
  void hurry();
  std::uint16_t port() const { return port_; }
  ServerStats stats() const;

 private:
  void make_loops();

  std::shared_ptr<Shared> shared_;
  boost::asio::io_context control_{1};
  std::unique_ptr<CertificateWatcher> certificates_;
  Acceptor::Loops loops_;
  std::unique_ptr<Acceptor> acceptor_;
  std::uint16_t port_ = 0;
  system::Guarded<bool> hurried_{false};
  std::condition_variable_any hurry_;
  std::vector<std::jthread> threads_;
};

Result<void> Server::Impl::start() {
  TRY(check(shared_->options));
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes with plain write()
  if (shared_->options.tls) {
    certificates_ = std::make_unique<CertificateWatcher>(control_, *shared_->options.tls, *shared_);
    TRY(certificates_->load());
    certificates_->start();
  }
  system::UniqueFd listening = TRY(open_listening_socket(shared_->options.listen));
  port_ = port_of(listening.get());
  make_loops();
  acceptor_ = std::make_unique<Acceptor>(control_, std::move(listening), *shared_, loops_);
  acceptor_->start();
  for (const auto& loop : loops_) threads_.emplace_back([loop] { loop->run(); });
  threads_.emplace_back([this] { control_.run(); });
  return {};
}

void Server::Impl::make_loops() {
  const std::size_t count = thread_count(shared_->options);
  const std::size_t connections = affordable_connections(static_cast<std::size_t>(shared_->options.max_connections));
  for (std::size_t i = 0; i < count; ++i) {
    loops_.push_back(std::make_shared<EventLoop>(shared_, std::max<std::size_t>(1, (connections + count - 1) / count)));
  }
}

void Server::Impl::hurry() {
  *hurried_.lock() = true;
  hurry_.notify_all();
}

void Server::Impl::drain(Duration grace) {
  shared_->draining = true;
  {
    auto hurried = hurried_.lock();
    hurried.wait_until(hurry_, std::chrono::steady_clock::now() + grace, [&] { return *hurried; });
  }
  std::promise<void> closed;
  boost::asio::post(control_, [&] {
    acceptor_->close();
    closed.set_value();
  });
  closed.get_future().wait();
  for (const auto& loop : loops_) loop->finish();  // after the last connection was handed over
  shared_->open.wait_until_none(std::chrono::steady_clock::now() + shared_->options.stop_timeout);
}

Server::Impl::~Impl() {
  control_.stop();
  for (const auto& loop : loops_) loop->stop();
  threads_.clear();
}

ServerStats Server::Impl::stats() const {
  const Counters& counters = shared_->counters;
  ServerStats stats{.accepted = counters.accepted,
                    .evicted = counters.evicted,
                    .failed_handshakes = counters.failed_handshakes,
                    .timed_out = counters.timed_out,
                    .refused = counters.refused,
                    .connections = shared_->open.count(),
                    .buffered_bytes = shared_->budget.held(),
                    .certificate_expires = std::nullopt};
  if (const auto tls = shared_->tls.lock(); *tls) stats.certificate_expires = (*tls)->expires;
  return stats;
}

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Handler& handler, Log& log) {
  auto impl = std::make_unique<Impl>(std::move(options), handler, log);
  TRY(impl->start());
  return std::unique_ptr<Server>{new Server{std::move(impl)}};
}

Server::Server(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Server::~Server() = default;
std::uint16_t Server::port() const { return impl_->port(); }
ServerStats Server::stats() const { return impl_->stats(); }
void Server::drain(Duration grace) { impl_->drain(grace); }
void Server::hurry() { impl_->hurry(); }

}  // namespace tollgate::https
