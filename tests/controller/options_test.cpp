#include "controller/options.h"

#include <gtest/gtest.h>

#include <vector>

namespace tollgate::controller {
namespace {

std::variant<Options, int> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "tollgate-controller");
  return parse_options(static_cast<int>(arguments.size()), arguments.data());
}

TEST(ControllerOptions, HaveDefaults) {
  const auto options = std::get<Options>(parse({}));
  EXPECT_EQ(options.policies, "policies");
  EXPECT_EQ(options.interval, std::chrono::seconds{30});
  EXPECT_EQ(options.lease_duration, std::chrono::seconds{15});
  EXPECT_EQ(options.reservation_ttl, std::chrono::seconds{90});
  EXPECT_EQ(options.metrics_listen, ":8080");
}

TEST(ControllerOptions, AreTakenFromTheCommandLine) {
  const auto options = std::get<Options>(parse({"--interval", "1m30s", "--namespace", "ours", "--kubeconfig", "admin.kubeconfig",
                                                "--lease-duration", "3s", "--reservation-ttl", "1m"}));
  EXPECT_EQ(options.interval, std::chrono::seconds{90});
  EXPECT_EQ(options.lease_duration, std::chrono::seconds{3});
  EXPECT_EQ(options.reservation_ttl, std::chrono::seconds{60});
  EXPECT_EQ(options.namespace_name, "ours");
  EXPECT_EQ(options.kubeconfig, "admin.kubeconfig");
}

TEST(ControllerOptions, ThatMakeNoSenseAreRefused) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(std::get<int>(parse({"--interval", "soon"})), 2);
  EXPECT_EQ(std::get<int>(parse({"--interval", "10ms"})), 2);
  EXPECT_EQ(std::get<int>(parse({"--nonsense"})), 2);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("\"soon\" is not a duration"), std::string::npos);
}

}  // namespace
}  // namespace tollgate::controller
