#include "adapters/https/routes.h"

#include <gtest/gtest.h>

namespace tollgate::https {
namespace {

struct Answers final : ReplyTarget {
  HttpAnswer last;
  void answer(HttpAnswer answer) override { last = std::move(answer); }
};

HttpAnswer ask(Routes& routes, std::string_view method, std::string_view path) {
  const auto answers = std::make_shared<Answers>();
  HttpRequest request;
  request.method = method;
  request.path = path;
  routes.handle(request, Reply{answers});
  return answers->last;
}

class RoutesTest : public ::testing::Test {
 protected:
  RoutesTest() {
    routes_.add("POST", "/validate", [](const HttpRequest&, Reply reply) { reply.send({.body = "validated"}); });
    routes_.add("GET", "/livez", [](const HttpRequest&, Reply reply) { reply.send({.body = "ok"}); });
  }
  Routes routes_;
};

TEST_F(RoutesTest, ChooseByPathAndMethod) {
  EXPECT_EQ(ask(routes_, "POST", "/validate").body, "validated");
  EXPECT_EQ(ask(routes_, "GET", "/livez").body, "ok");
  EXPECT_EQ(ask(routes_, "HEAD", "/livez").body, "ok");
}

TEST_F(RoutesTest, RefuseAnUnknownPathAndAnUnknownMethod) {
  EXPECT_EQ(ask(routes_, "GET", "/").status, 404);
  EXPECT_EQ(ask(routes_, "POST", "/validate/").status, 404);
  EXPECT_EQ(ask(routes_, "GET", "/validate").status, 405);
  EXPECT_EQ(ask(routes_, "GET", "/validate").allow, "POST");
  EXPECT_EQ(ask(routes_, "TRACE", "/livez").status, 405);
}

}  // namespace
}  // namespace tollgate::https
