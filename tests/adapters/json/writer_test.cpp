#include "adapters/json/writer.h"

#include <gtest/gtest.h>
// after gtest
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>

#include "adapters/json/parser.h"

namespace tollgate::json {
namespace {

TEST(Writer, PutsCommasWhereTheyBelong) {
  Writer json;
  json.begin_object().field("a", 1).key("b").begin_array().text("x").null().begin_object().end_object().end_array();
  json.field("c", true).key("d").begin_array().end_array().key("e").raw("[1]").end_object();
  EXPECT_EQ(std::move(json).take(), R"({"a":1,"b":["x",null,{}],"c":true,"d":[],"e":[1]})");
}

TEST(Writer, TellsTextFromTruth) {
  const char* text = "no";
  EXPECT_EQ(Writer{}.begin_object().field("a", text).field("b", false).end_object().written(), R"({"a":"no","b":false})");
}

TEST(Writer, WritesTheWholeRangeOfNumbers) {
  EXPECT_EQ(Writer{}.number(INT64_MIN).written(), "-9223372036854775808");
  EXPECT_EQ(Writer{}.number(INT64_MAX).written(), "9223372036854775807");
}

TEST(Writer, EscapesWhatMustBe) {
  EXPECT_EQ(quoted("a\"b\\c/\n\r\t\x01"), R"("a\"b\\c/\n\r\t\u0001")");
  EXPECT_EQ(quoted(std::string_view{"\0", 1}), R"("\u0000")");
  EXPECT_EQ(quoted("é中😀"), "\"é中😀\"");
}

TEST(Writer, ReplacesInvalidBytes) { EXPECT_EQ(quoted("a\xFF\xC3z"), "\"a\xEF\xBF\xBD\xEF\xBF\xBDz\""); }

RC_GTEST_PROP(Writer, IsUnderstoodByOtherReaders, (const std::string& bytes)) {
  const std::string text = json::quoted(bytes);
  const auto read = nlohmann::json::parse(text);  // throws on invalid UTF-8
  Parser parser;
  const auto root = parser.parse_copy("[" + text + "]");
  RC_ASSERT(root.ok());
  for (const Value& item : root->items()) RC_ASSERT(item.text() == read.get<std::string>());
}

}  // namespace
}  // namespace tollgate::json
