#include "adapters/kube_client/object.h"

#include <gtest/gtest.h>

#include "adapters/kube_client/outcome.h"

namespace tollgate::kube_client {
namespace {

TEST(DecodeList, GivesItemsVersionAndContinueToken) {
  Decoder decoder;
  const Result<ListPage> page = decoder.list(
      R"({"kind":"NamespaceList","metadata":{"resourceVersion":"42","continue":"tok"},
          "items":[{"metadata":{"name":"a","uid":"u","resourceVersion":"7"}},
                   {"metadata":{"namespace":"n","name":"b","resourceVersion":"8"}}]})");
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->resource_version, "42");
  EXPECT_EQ(page->continue_token, "tok");
  ASSERT_EQ(page->items.size(), 2U);
  EXPECT_EQ(page->items[0].stored.uid, "u");
  EXPECT_EQ(page->items[0].value.to_text(), R"({"metadata":{"name":"a","uid":"u","resourceVersion":"7"}})");
  EXPECT_EQ(page->items[1].stored.namespace_name, "n");
}

TEST(DecodeList, AnEmptyOneMayHaveNullItems) {
  EXPECT_EQ(Decoder{}.list(R"({"metadata":{"resourceVersion":"1"},"items":null})")->items.size(), 0U);
  EXPECT_FALSE(Decoder{}.list(R"({"metadata":{"resourceVersion":"1"},"items":{}})"));
  EXPECT_FALSE(Decoder{}.list("<html>"));
}

TEST(DecodeEvent, KnowsTheFiveTypes) {
  const std::string object = R"("object":{"metadata":{"name":"a","resourceVersion":"7"}}})";
  EXPECT_EQ(Decoder{}.event(R"({"type":"ADDED",)" + object)->type, WatchEvent::Type::kPut);
  EXPECT_EQ(Decoder{}.event(R"({"type":"MODIFIED",)" + object)->type, WatchEvent::Type::kPut);
  EXPECT_EQ(Decoder{}.event(R"({"type":"DELETED",)" + object)->type, WatchEvent::Type::kDeleted);
  const Result<WatchEvent> bookmark = Decoder{}.event(R"({"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}})");
  EXPECT_EQ(bookmark->type, WatchEvent::Type::kBookmark);
  EXPECT_EQ(bookmark->object.stored.resource_version, "9");
  const Result<WatchEvent> error =
      Decoder{}.event(R"({"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}})");
  EXPECT_EQ(error->status.code, 410);
  EXPECT_EQ(error->status.message, "too old");
}

TEST(DecodeEvent, RefusesWhatNoEventLooksLike) {
  EXPECT_FALSE(Decoder{}.event(R"({"type":"RENAMED","object":{"metadata":{"name":"a","resourceVersion":"7"}}})"));
  EXPECT_FALSE(Decoder{}.event(R"({"type":"ADDED","object":{"metadata":{}}})"));
  EXPECT_FALSE(Decoder{}.event(R"({"type":"BOOKMARK","object":{}})"));
}

TEST(DecodeStatus, TakesAnyBody) {
  EXPECT_EQ(decode_status(409, R"({"kind":"Status","reason":"Conflict","code":409,"message":"m"})").reason, "Conflict");
  EXPECT_EQ(decode_status(502, "bad\ngateway").message, "bad gateway");
  EXPECT_EQ(decode_status(502, "").code, 502);
}

TEST(ErrorOf, TellsTheAnswersApart) {
  const auto code = [](int status, const char* reason, bool is_write) {
    return error_of({.code = status, .reason = reason, .message = "m"}, is_write).code;
  };
  EXPECT_EQ(code(401, "Unauthorized", false), ErrorCode::kForbidden);
  EXPECT_EQ(code(403, "Forbidden", true), ErrorCode::kForbidden);
  EXPECT_EQ(code(404, "NotFound", true), ErrorCode::kNotFound);
  EXPECT_EQ(code(409, "Conflict", true), ErrorCode::kConflict);
  EXPECT_EQ(code(409, "AlreadyExists", true), ErrorCode::kExists);
  EXPECT_EQ(code(410, "Expired", false), ErrorCode::kGone);
  EXPECT_EQ(code(422, "Invalid", true), ErrorCode::kInvalid);
  EXPECT_EQ(code(429, "TooManyRequests", true), ErrorCode::kUnavailable);
  EXPECT_EQ(code(500, "InternalError", false), ErrorCode::kUnavailable);
  EXPECT_EQ(code(504, "Timeout", true), ErrorCode::kOutcomeUnknown);
  EXPECT_EQ(error_of({.code = 404, .reason = "NotFound", .message = "no pods \"a\""}, false).message,
            "404 NotFound: no pods \"a\"");
}

}  // namespace
}  // namespace tollgate::kube_client
