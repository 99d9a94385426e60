#include "adapters/system/signals.h"

#include <fmt/format.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace tollgate::system {
namespace {

sigset_t watched_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
  return set;
}

Error failed(const char* step) {
  return Error{ErrorCode::kInternal, fmt::format("watching signals: {}: {}", step, std::strerror(errno))};
}

}  // namespace

Result<std::unique_ptr<Signals>> Signals::watch(Callbacks callbacks) {
  const sigset_t set = watched_signals();
  if (pthread_sigmask(SIG_BLOCK, &set, nullptr) != 0) return failed("sigmask");
  UniqueFd signals{signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)};
  if (!signals.valid()) return failed("signalfd");
  UniqueFd wake{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  if (!wake.valid()) return failed("eventfd");
  return std::unique_ptr<Signals>{new Signals{std::move(callbacks), std::move(signals), std::move(wake)}};
}

Signals::Signals(Callbacks callbacks, UniqueFd signals, UniqueFd wake)
    : callbacks_{std::move(callbacks)},
      signals_{std::move(signals)},
      wake_{std::move(wake)},
      thread_{[this](const std::stop_token& stop) { run(stop); }} {}

void Signals::run(const std::stop_token& stop) {
  const std::stop_callback wake_up{stop, [this] { eventfd_write(wake_.get(), 1); }};
  std::array<pollfd, 2> waiting{pollfd{signals_.get(), POLLIN, 0}, pollfd{wake_.get(), POLLIN, 0}};
  while (!stop.stop_requested()) {
    if (poll(waiting.data(), waiting.size(), -1) > 0 && waiting[0].revents != 0) deliver();
  }
}

void Signals::deliver() {
  signalfd_siginfo info{};
  while (read(signals_.get(), &info, sizeof info) == sizeof info) {
    const auto& callback = info.ssi_signo == SIGHUP ? callbacks_.hang_up : callbacks_.terminate;
    if (callback) callback();
  }
}

}  // namespace tollgate::system
