#include "adapters/slurm/rest_38.h"

#include <gmock/gmock.h>

#include <array>

namespace tollgate::slurm {
namespace {

using namespace reconcile;
using testing::HasSubstr;

TEST(Rest38, AccountAssociationsHaveNoUserAndOnlyWhatIsSet) {
  const CreateAccount full{{.name = "vision",
                            .parent = "research",
                            .fairshare = 10,
                            .qos = {"high"},
                            .default_qos = "high",
                            .limits = {.gpus = 8, .gpu_minutes = 600, .jobs = 7, .submit = 50}}};
  const CreateAccount bare{{.name = "speech"}};
  const std::array accounts{&full, &bare};
  EXPECT_EQ(
      post_account_associations("lab", accounts).body,
      R"({"associations":[{"account":"vision","cluster":"lab","default":{"qos":"high"},)"
      R"("max":{"jobs":{"per":{"count":7,"submitted":50}},"tres":{"group":{"minutes":[{"count":600,"name":"gpu","type":"gres"}]},)"
      R"("total":[{"count":8,"name":"gpu","type":"gres"}]}},"parent_account":"research","qos":["high"],"shares_raw":10,"user":null},)"
      R"({"account":"speech","cluster":"lab","parent_account":"root","shares_raw":1,"user":null}]})");
}

TEST(Rest38, AUserIsPostedOnceWithAllItsAssociations) {
  const Membership first{"vision", "alice"};
  const Membership second{"speech", "alice"};
  const std::array members{&first, &second};
  EXPECT_EQ(post_users("lab", members).body,
            R"({"users":[{"administrator_level":"None","associations":[{"account":"vision","cluster":"lab","user":"alice"},)"
            R"({"account":"speech","cluster":"lab","user":"alice"}],"default":{"account":"vision"},"name":"alice"}]})");
}

struct Answer {
  int status;
  const char* body;
  ErrorCode code;
};

// The status alone never decides.
TEST(Rest38, AnswersMeanWhatTheirErrorNumbersSay) {
  EXPECT_TRUE(judge_answer(200, R"({"meta":{},"errors":[]})").ok());
  for (const auto& [status, body, code] : {
           Answer{200, R"({"errors":[{"error_number":1007,"error":"Protocol authentication error"}]})", ErrorCode::kForbidden},
           Answer{500, R"({"errors":[{"error_number":2002,"error":"Access/permission denied"}]})", ErrorCode::kForbidden},
           Answer{401, "Authentication failure", ErrorCode::kForbidden},
           Answer{200, R"({"errors":[{"error_number":7000}]})", ErrorCode::kUnavailable},
           Answer{500, R"({"errors":[{"description":"x"},{"error_number":7008}]})", ErrorCode::kUnavailable},
           Answer{500, R"({"errors":[{"error_number":9003}]})", ErrorCode::kNotFound},
           Answer{200, R"({"errors":[{"error_number":1900}]})", ErrorCode::kNotFound},
           Answer{304, "", ErrorCode::kNotFound},
           Answer{200, R"({"errors":[{"error_number":7001}]})", ErrorCode::kConflict},
           Answer{400, R"({"errors":[{"error_number":-1,"error":"Unspecified error"}]})", ErrorCode::kInvalid},
           Answer{200, R"({"errors":[{"error":"Missing required field 'user'"}]})", ErrorCode::kInvalid},
           Answer{500, R"({"errors":[]})", ErrorCode::kInvalid},
           Answer{400, "Unable to parse query.", ErrorCode::kInvalid},
           Answer{200, "{cut", ErrorCode::kOutcomeUnknown},
       }) {
    const auto judged = judge_answer(status, body);
    ASSERT_FALSE(judged.ok()) << body;
    EXPECT_EQ(judged.error().code, code) << status << " " << body;
  }
}

TEST(Rest38, FailuresAreSaidWithSlurmsWords) {
  EXPECT_EQ(
      judge_answer(400,
                   R"({"errors":[{"error_number":2115,"error":"Invalid TRES","description":"Couldn't find TRES","source":"x"}]})")
          .error()
          .message,
      "slurmrestd answered 400: Invalid TRES, Couldn't find TRES, x (2115)");
}

TEST(Rest38, ChoosesTheVersionThatIsServed) {
  EXPECT_EQ(choose_version(R"({"paths":{"\/slurmdb\/v0.0.37\/jobs":{},"\/slurmdb\/v0.0.38\/jobs":{}}})").value(), "v0.0.38");
  EXPECT_EQ(choose_version(R"({"paths":{"/slurmdb/v0.0.40/jobs":{},"/slurmdb/v0.0.41/jobs":{}}})").error().message,
            "slurmrestd serves v0.0.40, v0.0.41; this version speaks v0.0.38 (Slurm 22.05 to 23.11)");
  EXPECT_THAT(choose_version("nonsense").error().message, HasSubstr("serves no /slurmdb"));
}

}  // namespace
}  // namespace tollgate::slurm
