#include "adapters/json/value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "adapters/json/parser.h"

namespace tollgate::json {
namespace {

using testing::ElementsAre;

class Values : public testing::Test {
 protected:
  Value parse(std::string_view text) {
    const auto root = parser_.parse_copy(text);
    EXPECT_TRUE(root.ok()) << text;
    return root ? *root : Value{};
  }

 private:
  Parser parser_;
};

TEST_F(Values, KnowTheirKind) {
  const Value root = parse(R"([null, true, -1, 1.5, "s", [], {}, 18446744073709551615])");
  std::vector<Kind> kinds;
  for (const Value& item : root.items()) kinds.push_back(item.kind());
  EXPECT_THAT(kinds, ElementsAre(Kind::kNull, Kind::kBoolean, Kind::kInteger, Kind::kReal, Kind::kString, Kind::kArray,
                                 Kind::kObject, Kind::kReal));
}

TEST_F(Values, GiveWhatTheyHold) {
  const Value root = parse(R"({"t": true, "i": -9223372036854775808, "r": 0.5, "s": "é\n\u0000x"})");
  EXPECT_EQ(root["t"].boolean(), true);
  EXPECT_EQ(root["i"].integer(), INT64_MIN);
  EXPECT_EQ(root["r"].real(), 0.5);
  EXPECT_EQ(root["s"].text(), (std::string_view{"é\n\0x", 5}));
}

TEST_F(Values, GiveNothingForAnotherKind) {
  const Value root = parse(R"({"s": "1", "n": null})");
  EXPECT_EQ(root["s"].integer(), std::nullopt);
  EXPECT_EQ(root["s"].real(), std::nullopt);
  EXPECT_EQ(root["s"].boolean(), std::nullopt);
  EXPECT_EQ(root["n"].text(), "");
  EXPECT_EQ(root["s"].size(), 0U);
  EXPECT_EQ(root["s"]["below"].kind(), Kind::kNull);
  EXPECT_EQ(root["absent"]["below"].text(), "");
  EXPECT_TRUE(root["s"].items().begin() == root["s"].items().end());
  EXPECT_TRUE(root["s"].fields().begin() == root["s"].fields().end());
}

TEST_F(Values, AreNullByDefault) {
  const Value nothing;
  EXPECT_TRUE(nothing.is_null());
  EXPECT_EQ(nothing.text(), "");
  EXPECT_EQ(nothing.integer(), std::nullopt);
  EXPECT_EQ(nothing.size(), 0U);
  EXPECT_EQ(nothing.to_text(), "null");
  EXPECT_TRUE(nothing["a"].is_null());
}

TEST_F(Values, ListFieldsInDocumentOrderWithRepetitions) {
  std::vector<std::string> seen;
  for (const Field& field : parse(R"({"b": {"x": [1, 2]}, "a": 1.25, "": [], "b": 18446744073709551615})").fields()) {
    seen.push_back(std::string{field.key} + "=" + field.value.to_text());
  }
  EXPECT_THAT(seen, ElementsAre(R"(b={"x":[1,2]})", "a=1.25", "=[]", "b=18446744073709551615"));
}

TEST_F(Values, FindTheFirstOfARepeatedKey) { EXPECT_EQ(parse(R"({"a": 1, "a": 2})")["a"].integer(), 1); }

TEST_F(Values, ListItemsOfAnyKind) {
  std::vector<std::string> seen;
  for (const Value& item : parse(R"([1, [2, [3]], {"a": []}, "x", 1e2, null])").items()) seen.push_back(item.to_text());
  EXPECT_THAT(seen, ElementsAre("1", "[2,[3]]", R"({"a":[]})", R"("x")", "100.0", "null"));
}

TEST_F(Values, CountTheirEntries) {
  EXPECT_EQ(parse("[]").size(), 0U);
  EXPECT_EQ(parse(R"([1, [2, 3], {}])").size(), 3U);
  EXPECT_EQ(parse(R"({"a": {"b": 1}, "c": 2})").size(), 2U);
}

}  // namespace
}  // namespace tollgate::json
