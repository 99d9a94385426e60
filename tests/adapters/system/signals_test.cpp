#include "adapters/system/signals.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <semaphore>

namespace tollgate::system {
namespace {

// One process-wide test: the signals stay blocked afterwards.
TEST(Signals, CallsBackForTerminationAndHangUpAndStopsQuietly) {
  std::counting_semaphore<> terminated{0};
  std::counting_semaphore<> hung_up{0};
  {
    const auto signals = Signals::watch({.terminate = [&] { terminated.release(); }, .hang_up = [&] { hung_up.release(); }});
    ASSERT_TRUE(signals.ok());
    kill(getpid(), SIGTERM);
    terminated.acquire();
    kill(getpid(), SIGHUP);
    hung_up.acquire();
    kill(getpid(), SIGINT);
    terminated.acquire();
  }
  EXPECT_FALSE(terminated.try_acquire());
}

}  // namespace
}  // namespace tollgate::system
