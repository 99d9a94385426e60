#include "adapters/kube_codec/quota/team_quota.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/json/parser.h"
#include "tests/contract/team_quotas_contract.h"

namespace tollgate::kube_codec {
namespace {

using quota::TeamQuota;

Result<TeamQuota> decode(const std::string& text) {
  json::Parser parser;
  return decode_team_quota(parser.parse_copy(text).value());
}

TEST(TeamQuotaObject, ComesBackAsItWasWritten) {
  const TeamQuota full = contract::a_full_team_quota("vision");
  EXPECT_EQ(decode(encode_team_quota(full)).value(), full);
  const TeamQuota empty{.team = "vision", .root = "vision"};
  EXPECT_EQ(decode(encode_team_quota(empty)).value(), empty);
}

TEST(TeamQuotaObject, ReadsAsPeopleWriteAmounts) {
  TeamQuota quota{.team = "vision", .parent = "research", .root = "research"};
  quota.used = model::GpuUnits::parse("3.5").value();
  quota.holders = {{"vision", "vision-dev", "shell", "bob", "interactive", model::GpuUnits::parse("1/7").value(), Instant{}}};
  EXPECT_EQ(
      encode_team_quota(quota),
      R"({"apiVersion":"tollgate.dev/v1alpha1","kind":"TeamQuota","metadata":{"name":"vision"},"status":)"
      R"({"parent":"research","root":"research","used":"3 1/2","reserved":"0","guaranteed":"0","free":"0","waiting":0,"holders":)"
      R"([{"namespace":"vision-dev","name":"shell","user":"bob","jobType":"interactive","gpus":"1/7",)"
      R"("ends":"1970-01-01T00:00:00.000Z"}]}})");
}

TEST(TeamQuotaObject, NamesWhatCannotBeRead) {
  EXPECT_EQ(decode("{}").error(), (Error{ErrorCode::kInvalid, "metadata.name: missing"}));
  EXPECT_EQ(decode(R"({"metadata":{"name":"vision"},"status":{"used":"many"}})").error().message,
            R"(status.used: "many" is not an amount of GPU: it is not one that was written here)");
  EXPECT_THAT(decode(R"({"metadata":{"name":"vision"},"status":{"holders":[{"ends":"noon"}]}})").error().message,
              testing::HasSubstr("status.holders[0].ends"));
}

}  // namespace
}  // namespace tollgate::kube_codec
