#include "webhook/options.h"

#include <gtest/gtest.h>

namespace tollgate::webhook {
namespace {

std::variant<Options, int> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "tollgate-webhook");
  return parse_options(static_cast<int>(arguments.size()), arguments.data());
}

TEST(Options, KeepTheDefaultsTheyAreNotTold) {
  const auto options = std::get<Options>(parse({"--cert", "a.crt", "--key", "a.key"}));
  EXPECT_EQ(options.policies, "policies");
  EXPECT_EQ(options.server.listen, ":9443");
  EXPECT_EQ(options.server.tls->certificate, "a.crt");
  EXPECT_EQ(options.server.max_body_bytes, std::size_t{7} << 20);
  EXPECT_EQ(options.drain_grace, std::chrono::seconds{15});
  EXPECT_EQ(options.ledger, LedgerStore::kApi);
  EXPECT_FALSE(options.reservation_ttl.has_value());
}

TEST(Options, ReadDurationsAndSizes) {
  const auto options = std::get<Options>(parse({"--cert", "a", "--key", "b", "--idle-timeout", "2m30s", "--max-body-bytes",
                                                "1MiB", "--drain-grace", "0s", "--ledger", "memory", "--reservation-ttl", "5s"}));
  EXPECT_EQ(options.reservation_ttl, std::chrono::seconds{5});
  EXPECT_EQ(options.server.idle_timeout, std::chrono::seconds{150});
  EXPECT_EQ(options.server.max_body_bytes, std::size_t{1} << 20);
  EXPECT_EQ(options.drain_grace, Duration{0});
}

// The options with the certificate that all need.
std::variant<Options, int> parse_ledger(std::vector<const char*> arguments) {
  arguments.insert(arguments.end(), {"--cert", "a", "--key", "b"});
  return parse(std::move(arguments));
}

TEST(Options, KeepQuotaWhereItCanBeKept) {
  EXPECT_EQ(std::get<Options>(parse_ledger({})).ledger, LedgerStore::kApi);
  EXPECT_EQ(std::get<Options>(parse_ledger({"--ledger", "api"})).ledger, LedgerStore::kApi);
  EXPECT_EQ(std::get<Options>(parse_ledger({"--ledger", "memory"})).ledger, LedgerStore::kMemory);
  EXPECT_EQ(std::get<Options>(parse_ledger({"--standalone"})).ledger, LedgerStore::kMemory);
  EXPECT_EQ(std::get<Options>(parse_ledger({"--standalone", "--ledger", "memory"})).ledger, LedgerStore::kMemory);
  EXPECT_TRUE(std::get<Options>(parse_ledger({"--standalone", "--reservation-ttl", "5s"})).reservation_ttl.has_value());
}

TEST(Options, SayWhyTwoDoNotGoTogether) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(std::get<int>(parse_ledger({"--standalone", "--ledger", "api"})), 2);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("--standalone has none: use --ledger memory"), std::string::npos);
  testing::internal::CaptureStderr();
  EXPECT_EQ(std::get<int>(parse_ledger({"--reservation-ttl", "5s"})), 2);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("the controller ends reservations"), std::string::npos);
}

TEST(Options, RefuseABadCommandLineWithTwo) {
  EXPECT_EQ(std::get<int>(parse({})), 2);
  EXPECT_EQ(std::get<int>(parse({"--cert", "a", "--key", "b", "--drain-grace", "soon"})), 2);
  EXPECT_EQ(std::get<int>(parse({"--cert", "a", "--key", "b", "--standalone", "--kubeconfig", "k"})), 2);
  EXPECT_EQ(std::get<int>(parse({"--cert", "a", "--key", "b", "--ledger", "paper"})), 2);
  EXPECT_EQ(std::get<int>(parse({"--help"})), 0);
}

}  // namespace
}  // namespace tollgate::webhook
