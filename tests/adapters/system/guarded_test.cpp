#include "adapters/system/guarded.h"

#include <gtest/gtest.h>

#include <thread>

namespace tollgate::system {
namespace {

TEST(Guarded, GivesOneThreadAtATimeTheValue) {
  Guarded<int> count{0};
  {
    const auto add = [&] {
      for (int i = 0; i < 1000; ++i) ++*count.lock();
    };
    const std::jthread one{add};
    const std::jthread two{add};
  }
  EXPECT_EQ(*count.lock(), 2000);
}

TEST(Guarded, WaitEndsWhenTheValueChangesOrAStopIsAskedFor) {
  Guarded<bool> ready{false};
  std::condition_variable_any changed;
  const std::jthread setter{[&] {
    *ready.lock() = true;
    changed.notify_all();
  }};
  auto held = ready.lock();
  EXPECT_TRUE(held.wait(changed, std::stop_token{}, [&] { return *held; }));

  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(held.wait(changed, stop.get_token(), [] { return false; }));
}

}  // namespace
}  // namespace tollgate::system
