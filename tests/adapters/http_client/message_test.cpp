#include "adapters/http_client/message.h"

#include <gtest/gtest.h>

namespace tollgate::http_client {
namespace {

Response with(std::string name, std::string value) {
  return {.status = 429, .headers = {{std::move(name), std::move(value)}}, .body = {}};
}

TEST(Response, FindsAHeaderInAnyCase) {
  EXPECT_EQ(with("content-type", "text/plain").header("Content-Type"), "text/plain");
  EXPECT_EQ(with("content-type", "text/plain").header("Content-Typ"), std::nullopt);
}

TEST(Response, ReadsRetryAfterInSeconds) {
  EXPECT_EQ(with("Retry-After", "7").retry_after(), std::chrono::seconds{7});
  EXPECT_EQ(with("Retry-After", "Wed, 25 Nov 2026 10:00:00 GMT").retry_after(), std::nullopt);
  EXPECT_EQ(with("Retry-After", "-1").retry_after(), std::nullopt);
  EXPECT_EQ(with("Retry-After", "99999999999").retry_after(), std::nullopt);
  EXPECT_EQ(Response{}.retry_after(), std::nullopt);
}

TEST(Response, IsASuccessFrom200To299) {
  EXPECT_TRUE((Response{.status = 201, .headers = {}, .body = {}}.is_success()));
  EXPECT_FALSE((Response{.status = 304, .headers = {}, .body = {}}.is_success()));
  EXPECT_FALSE(Response{}.is_success());
}

}  // namespace
}  // namespace tollgate::http_client
