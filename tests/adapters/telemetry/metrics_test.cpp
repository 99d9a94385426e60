#include "adapters/telemetry/metrics.h"

#include <gmock/gmock.h>

namespace tollgate::telemetry {
namespace {

using ::testing::HasSubstr;

TEST(Metrics, AreExposedAsText) {
  Metrics metrics;
  metrics.counter("tollgate_things_total", "Things seen.", {{"kind", "good"}}).add(2);
  metrics.gauge("tollgate_level", "The level.").set(1.5);
  metrics.histogram("tollgate_seconds", "Time.", {0.1, 1}).observe(0.5);
  const std::string text = metrics.exposition();
  EXPECT_THAT(text, HasSubstr("# TYPE tollgate_things_total counter\ntollgate_things_total{kind=\"good\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("tollgate_level 1.5\n"));
  EXPECT_THAT(text, HasSubstr("tollgate_seconds_bucket{le=\"0.1\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("tollgate_seconds_bucket{le=\"1\"} 1\n"));
}

TEST(Metrics, AskedForTwiceAreTheSame) {
  Metrics metrics;
  metrics.counter("tollgate_things_total", "Things seen.").add();
  metrics.counter("tollgate_things_total", "Things seen.").add();
  EXPECT_THAT(metrics.exposition(), HasSubstr("tollgate_things_total 2\n"));
}

TEST(Metrics, AreUpdatedBeforeTheyAreExposed) {
  Metrics metrics;
  add_process_metrics(metrics);
  auto seen = metrics.counter("tollgate_kept_elsewhere_total", "Kept elsewhere.");
  metrics.before_exposition([seen] { seen.raise_to(7); });
  EXPECT_THAT(metrics.exposition(), HasSubstr("tollgate_kept_elsewhere_total 7\n"));
  EXPECT_THAT(metrics.exposition(), HasSubstr("tollgate_kept_elsewhere_total 7\n"));
  EXPECT_THAT(metrics.exposition(), HasSubstr("\nprocess_open_fds "));
}

}  // namespace
}  // namespace tollgate::telemetry
