#include "adapters/https/event_loop.h"

#include <malloc.h>

#include <algorithm>
#include <ctime>

#include "adapters/https/connection.h"

namespace tollgate::https {
namespace {

constexpr std::size_t kScratchBytes = std::size_t{32} << 10;  // two TLS records
constexpr std::size_t kSpareReaders = 64;

// Often enough that a limit is met within a quarter of itself, seldom enough to cost nothing.
Duration sweep_period(const ServerOptions& options) {
  const Duration shortest = std::min({options.handshake_timeout, options.header_timeout, options.body_timeout,
                                      options.write_timeout, options.idle_timeout, options.linger_timeout});
  return std::clamp<Duration>(shortest / 4, Duration{1}, Duration{1000});
}

}  // namespace

std::chrono::milliseconds coarse_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::seconds{now.tv_sec} +
                                                               std::chrono::nanoseconds{now.tv_nsec});
}

EventLoop::EventLoop(std::shared_ptr<Shared> shared, std::size_t most_connections)
    : shared_{std::move(shared)}, most_connections_{most_connections}, scratch_(kScratchBytes) {}

EventLoop::~EventLoop() = default;

void EventLoop::run() {
  schedule_sweep();
  for (bool done = false; !done;) {
    try {
      context_.run();
      done = true;
    } catch (const std::exception& error) {  // a socket that could not be taken on; it is closed, the others go on
      shared_->log.warning("connection dropped", {{"reason", error.what()}});
    }
  }
}

void EventLoop::adopt(Accepted accepted) {
  post([this, accepted = std::move(accepted)]() mutable { serve(std::move(accepted)); });
}

void EventLoop::serve(Accepted accepted) {
  if (connections_.size() >= most_connections_ && !make_room()) return;
  const auto connection = std::make_shared<Connection>(shared_from_this(), std::move(accepted));
  connection->start(connections_.insert(connections_.end(), connection));
}

// Connections that opened and stay silent go first, then the one that has been idle longest, of equals the oldest; false when
// all are busy.
bool EventLoop::make_room() {
  const auto victim = std::max_element(connections_.begin(), connections_.end(),
                                       [](const auto& a, const auto& b) { return a->eviction_rank() < b->eviction_rank(); });
  if (victim == connections_.end() || (*victim)->eviction_rank() < Duration{0}) return false;
  ++shared_->counters.evicted;
  const auto kept_alive = *victim;
  kept_alive->close();
  return true;
}

void EventLoop::schedule_sweep() {
  sweep_timer_.expires_after(sweep_period(shared_->options));
  sweep_timer_.async_wait([this](const boost::system::error_code& error) {
    if (error || closed_) return;  // an expiry that was queued before close_all() comes without an error
    sweep();
    schedule_sweep();
  });
}

void EventLoop::sweep() {
  most_at_once_ = std::max(most_at_once_, connections_.size());
  for_each(&Connection::enforce_limits);
  give_memory_back();
}

// After a crowd has gone the allocator keeps what it held, scattered: tens of kilobytes a connection, for ever.
void EventLoop::give_memory_back() {
  constexpr std::size_t kCrowd = 256;
  const std::size_t now = connections_.size();
  const bool still_leaving = now < std::exchange(at_last_sweep_, now);
  if (still_leaving || most_at_once_ < kCrowd || now > most_at_once_ / 4) return;
  malloc_trim(0);
  most_at_once_ = now;
}

// Connections may leave the list while it is walked.
void EventLoop::for_each(void (Connection::*act)()) {
  for (auto next = connections_.begin(); next != connections_.end();) {
    const auto connection = *next++;
    ((*connection).*act)();
  }
}

void EventLoop::finish() {
  post([this] {
    finishing_ = true;
    for_each(&Connection::finish);
  });
}

void EventLoop::stop() {
  const auto open = open_.lock();
  if (!std::exchange(*open, false)) return;
  boost::asio::post(context_, [this] { close_all(); });
}

void EventLoop::close_all() {
  closed_ = true;
  for_each(&Connection::close);
  sweep_timer_.cancel();
  work_.reset();
}

std::unique_ptr<RequestReader> EventLoop::borrow_reader() {
  if (spare_readers_.empty()) {
    const ReadLimits limits{shared_->options.max_header_bytes, shared_->options.max_body_bytes};
    return std::make_unique<RequestReader>(limits, shared_->budget);
  }
  auto reader = std::move(spare_readers_.back());
  spare_readers_.pop_back();
  return reader;
}

void EventLoop::return_reader(std::unique_ptr<RequestReader> reader) {
  reader->reset();
  if (spare_readers_.size() < kSpareReaders) spare_readers_.push_back(std::move(reader));
}

void EventLoop::forget(Connections::iterator connection) { connections_.erase(connection); }

}  // namespace tollgate::https
