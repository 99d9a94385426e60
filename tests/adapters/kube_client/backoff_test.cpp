#include "adapters/kube_client/backoff.h"

#include <gtest/gtest.h>

namespace tollgate::kube_client {
namespace {

using std::chrono::milliseconds;

TEST(Backoff, DoublesUpToItsLastWithAsMuchAgainAtRandom) {
  Backoff backoff{7};
  std::chrono::steady_clock::time_point now{std::chrono::hours{1}};
  for (const int base : {800, 1600, 3200, 6400, 12'800, 25'600, 30'000, 30'000}) {
    const milliseconds wait = backoff.after_failure(now);
    EXPECT_GE(wait, milliseconds{base});
    EXPECT_LE(wait, milliseconds{2 * base});
    now += wait;
  }
}

TEST(Backoff, StartsOverAfterTwoMinutesOfHealth) {
  Backoff backoff{7};
  std::chrono::steady_clock::time_point now{std::chrono::hours{1}};
  for (int i = 0; i < 5; ++i) now += backoff.after_failure(now);
  now += std::chrono::minutes{1};
  EXPECT_GT(backoff.after_failure(now), milliseconds{20'000});
  now += std::chrono::minutes{5};
  EXPECT_LE(backoff.after_failure(now), milliseconds{1600});
}

TEST(Backoff, ReplicasDoNotComeBackInStep) {
  const std::chrono::steady_clock::time_point now{std::chrono::hours{1}};
  EXPECT_NE(Backoff{1}.after_failure(now), Backoff{2}.after_failure(now));
  EXPECT_NE(random_seed(), random_seed());
}

}  // namespace
}  // namespace tollgate::kube_client
