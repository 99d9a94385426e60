// Turns SIGTERM, SIGINT and SIGHUP into calls on a thread of its own, where anything may be called.
//
// Start it first in main, before any thread that does not block signals itself: watch() blocks them in the calling thread, and
// threads started later inherit that. They stay blocked for the life of the process, also after this object is gone.

#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <thread>

#include "adapters/system/unique_fd.h"
#include "core/result.h"

namespace tollgate::system {

class Signals {
 public:
  struct Callbacks {
    std::function<void()> terminate;  // SIGTERM or SIGINT; again for each further one
    std::function<void()> hang_up;    // SIGHUP; empty: ignored
  };

  static Result<std::unique_ptr<Signals>> watch(Callbacks callbacks);

 private:
  Signals(Callbacks callbacks, UniqueFd signals, UniqueFd wake);
  void run(const std::stop_token& stop);
  void deliver();

  Callbacks callbacks_;
  UniqueFd signals_;
  UniqueFd wake_;
  std::jthread thread_;
};

}  // namespace tollgate::system
