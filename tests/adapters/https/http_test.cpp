#include "adapters/https/http.h"

#include <gmock/gmock.h>

#include <array>
#include <chrono>

namespace tollgate::https {
namespace {

using namespace std::chrono_literals;

struct Answers final : ReplyTarget {
  std::vector<HttpAnswer> seen;
  void answer(HttpAnswer answer) override { seen.push_back(std::move(answer)); }
};

TEST(Reply, AnswersOnce) {
  const auto answers = std::make_shared<Answers>();
  Reply reply{answers};
  reply.send({.status = 200, .body = "first"});
  reply.send({.status = 200, .body = "second"});
  ASSERT_EQ(answers->seen.size(), 1U);
  EXPECT_EQ(answers->seen[0].body, "first");
}

TEST(Reply, AnswersFiveHundredWhenItIsDroppedOrReplaced) {
  const auto answers = std::make_shared<Answers>();
  { const Reply dropped{answers}; }
  Reply replaced{answers};
  replaced = Reply{answers};
  replaced.send({});
  ASSERT_EQ(answers->seen.size(), 3U);
  EXPECT_EQ(answers->seen[0].status, 500);
  EXPECT_EQ(answers->seen[1].status, 500);
  EXPECT_EQ(answers->seen[2].status, 200);
}

TEST(Reply, MovedFromAnswersNothing) {
  const auto answers = std::make_shared<Answers>();
  Reply first{answers};
  Reply second{std::move(first)};
  second.send({});
  EXPECT_EQ(answers->seen.size(), 1U);
}

TEST(HttpRequest, FindsAHeaderInAnyCase) {
  const std::array headers{HttpHeader{"Content-Type", "application/json"}, HttpHeader{"X", ""}};
  HttpRequest request;
  request.headers = headers;
  EXPECT_EQ(request.header("content-type"), "application/json");
  EXPECT_EQ(request.header("x"), "");
  EXPECT_EQ(request.header("y"), std::nullopt);
}

TEST(GoDuration, IsReadInWholeUnits) {
  EXPECT_EQ(parse_go_duration("5s"), 5s);
  EXPECT_EQ(parse_go_duration("1m0s"), 60s);
  EXPECT_EQ(parse_go_duration("1h2m3s"), 3723s);
}

TEST(GoDuration, IsNothingForAnyOtherText) {
  for (const char* text : {"", "5", "s", "-5s", "1.5s", "5ms", "5s ", "99999999999999999999s", "999999999s"}) {
    EXPECT_EQ(parse_go_duration(text), std::nullopt) << text;
  }
}

TEST(StatusAnswer, IsAKubernetesStatusWithTheMessageEscaped) {
  const HttpAnswer answer = status_answer(400, "bad \"uid\"\n");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body, R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",)"
                         R"("message":"bad \"uid\"\u000a","reason":"BadRequest","code":400})");
}

}  // namespace
}  // namespace tollgate::https
