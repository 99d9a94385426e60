#include "controller/loop.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

namespace tollgate::controller {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

// Counts passes and lets a test wait for them.
class Passes {
 public:
  Pass operator()(Pass result) {
    const std::lock_guard lock{mutex_};
    ++count_;
    changed_.notify_all();
    return result;
  }
  bool reach(int count) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, std::chrono::seconds{20}, [&] { return count_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
};

constexpr LoopTiming kRare{
    .interval = hours{1}, .spacing = milliseconds{0}, .first_pause = milliseconds{1}, .last_pause = milliseconds{1}};

TEST(Loop, BeginsAtOnceAndGoesOnWhenWoken) {
  telemetry::Metrics metrics;
  Passes passes;
  Loop loop{"test", kRare, metrics, [&](const std::stop_token&) { return passes(Pass::kDone); }};
  ASSERT_TRUE(passes.reach(1));
  loop.wake();
  EXPECT_TRUE(passes.reach(2));
}

TEST(Loop, TriesAgainByItselfAfterAFailure) {
  telemetry::Metrics metrics;
  Passes passes;
  const Loop loop{"test", kRare, metrics, [&](const std::stop_token&) { return passes(Pass::kFailed); }};
  EXPECT_TRUE(passes.reach(3));
}

TEST(Loop, ComesBackAfterTheInterval) {
  telemetry::Metrics metrics;
  Passes passes;
  const Loop loop{"test", {.interval = milliseconds{1}, .spacing = milliseconds{0}}, metrics, [&](const std::stop_token&) {
                    return passes(Pass::kDone);
                  }};
  EXPECT_TRUE(passes.reach(3));
}

TEST(Loop, CountsItsPasses) {
  telemetry::Metrics metrics;
  Passes passes;
  {
    Loop loop{"test", kRare, metrics, [&](const std::stop_token&) { return passes(Pass::kDone); }};
    ASSERT_TRUE(passes.reach(1));
    loop.wake();
    ASSERT_TRUE(passes.reach(2));
  }
  // The first pass was counted before the second began; a stop may come before the second is.
  EXPECT_EQ(metrics.exposition().find(R"(tollgate_controller_passes_total{loop="test",result="done"} 0)"), std::string::npos);
  EXPECT_NE(metrics.exposition().find(R"(tollgate_controller_passes_total{loop="test",result="failed"} 0)"), std::string::npos);
}

TEST(PauseAfter, GrowsToItsEnd) {
  const LoopTiming timing{.first_pause = milliseconds{100}, .last_pause = milliseconds{1000}};
  EXPECT_EQ(pause_after(1, timing), milliseconds{100});
  EXPECT_EQ(pause_after(2, timing), milliseconds{200});
  EXPECT_EQ(pause_after(4, timing), milliseconds{800});
  EXPECT_EQ(pause_after(5, timing), milliseconds{1000});
  EXPECT_EQ(pause_after(1'000'000, timing), milliseconds{1000});
}

}  // namespace
}  // namespace tollgate::controller
