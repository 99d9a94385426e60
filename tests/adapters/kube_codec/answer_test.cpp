#include "adapters/kube_codec/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "adapters/kube_codec/base64.h"

namespace tollgate::kube_codec {
namespace {

using nlohmann::json;

json response_of(const Answer& answer) { return json::parse(encode_answer(answer)).at("response"); }

TEST(Answer, AllowsInAFewWords) {
  EXPECT_EQ(encode_answer({.uid = "u-1"}),
            R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":"u-1","allowed":true}})");
}

TEST(Answer, DeniesWithAStatus) {
  EXPECT_EQ(encode_answer({.uid = "u-1", .allowed = false, .code = 403, .message = "no\n\"way\""}),
            R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":"u-1","allowed":false,)"
            R"("status":{"status":"Failure","message":"no\n\"way\"","reason":"Forbidden","code":403}}})");
}

TEST(Answer, GivesTheReasonThatBelongsToTheCode) {
  const auto reason = [](int code) { return response_of({.allowed = false, .code = code})["status"]["reason"]; };
  EXPECT_EQ(reason(403), "Forbidden");
  EXPECT_EQ(reason(422), "Invalid");
  EXPECT_EQ(reason(503), "ServiceUnavailable");
  EXPECT_EQ(reason(500), "InternalError");
}

TEST(Answer, NeverSaysWhenToTryAgain) {
  EXPECT_THAT(encode_answer({.allowed = false, .code = 503, .message = "try again"}),
              testing::Not(testing::HasSubstr("etryAfter")));
}

TEST(Answer, CarriesAPatchOnlyWithItsType) {
  const json with = response_of({.uid = "u", .patch = "[]"});
  EXPECT_EQ(with["patch"], "W10=");
  EXPECT_EQ(with["patchType"], "JSONPatch");
  const json without = response_of({.uid = "u"});
  EXPECT_FALSE(without.contains("patch"));
  EXPECT_FALSE(without.contains("patchType"));
}

TEST(Answer, CutsWarningsAndKeepsThemOnOneLine) {
  const json warnings = response_of({.warnings = {std::string(121, 'x'), "a\nb", "bad \xFF"}})["warnings"];
  EXPECT_EQ(warnings, (json{std::string(119, 'x') + "…", "a b", "bad \xEF\xBF\xBD"}));
  EXPECT_FALSE(response_of({.uid = "u"}).contains("warnings"));
}

TEST(Answer, KeepsOnlyAuditKeysTheApiServerTakes) {
  const std::string longest(63, 'k');
  const json response =
      response_of({.audit_annotations = {
                       {"rules", "a,b"}, {longest, "\xFF"}, {longest + "k", ""}, {"a/b", ""}, {"", ""}, {"-a", ""}, {"a.", ""}}});
  EXPECT_EQ(response["auditAnnotations"], (json{{"rules", "a,b"}, {longest, "\xEF\xBF\xBD"}}));
  EXPECT_FALSE(response_of({.audit_annotations = {{"a/b", ""}}}).contains("auditAnnotations"));
}

TEST(Status, IsAFailureWithAReason) {
  EXPECT_EQ(encode_status(413, "too large"),
            R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"too large",)"
            R"("reason":"RequestEntityTooLarge","code":413})");
}

TEST(Base64, IsPadded) {
  EXPECT_EQ(to_base64(""), "");
  EXPECT_EQ(to_base64("f"), "Zg==");
  EXPECT_EQ(to_base64("fo"), "Zm8=");
  EXPECT_EQ(to_base64("foo"), "Zm9v");
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(to_base64("\xFB\xFF\xFE"), "+//+");
}

}  // namespace
}  // namespace tollgate::kube_codec
