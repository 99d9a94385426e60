#include "adapters/json/parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

namespace tollgate::json {
namespace {

using testing::HasSubstr;

std::string nested(std::size_t levels) { return std::string(levels, '[') + "1" + std::string(levels, ']'); }

std::string refusal_of(std::string_view text) {
  Parser parser;
  const auto parsed = parser.parse_copy(text);
  return parsed.ok() ? "accepted" : parsed.error().message;
}

TEST(Parser, ReadsInPlaceWhatIsPadded) {
  std::string text = R"({"a": "in place"})";
  Parser parser;
  const auto root = parser.parse(Padded::in(text));
  ASSERT_TRUE(root.ok());
  EXPECT_EQ((*root)["a"].text(), "in place");
}

TEST(Parser, NeedsNoMoreThanThePaddingBehindTheText) {
  const std::string_view text = R"({"a":["b","c"],"d":1234567890})";
  const auto exact = std::make_unique<char[]>(text.size() + kPadding);
  text.copy(exact.get(), text.size());
  Parser parser;
  EXPECT_TRUE(parser.parse(Padded::trusted({exact.get(), text.size()})).ok());  // AddressSanitizer watches the end
}

TEST(Parser, AcceptsSixtyFourLevelsAndNoMore) {
  EXPECT_EQ(refusal_of(nested(kMaxDepth)), "accepted");
  EXPECT_EQ(refusal_of(nested(kMaxDepth + 1)), "nested deeper than 64 levels");
  EXPECT_EQ(refusal_of(nested(100'000)), "nested deeper than 64 levels");
}

TEST(Parser, RefusesMoreBytesThanItsLimit) {
  Parser parser{100};
  EXPECT_TRUE(parser.parse_copy("[" + std::string(98, ' ') + "]").ok());
  const auto longer = parser.parse_copy("[" + std::string(99, ' ') + "]");
  ASSERT_FALSE(longer.ok());
  EXPECT_EQ(longer.error(), (Error{ErrorCode::kInvalid, "longer than 100 bytes"}));
}

TEST(Parser, RefusesWhatIsNotJson) {
  for (const std::string_view text :
       {"", " ", "{", "[1,]", "{\"a\":}", "nul", "NaN", "01", "1 2", "{} x", "'a'", "\xEF\xBB\xBF{}", "[1e999]"}) {
    EXPECT_THAT(refusal_of(text), HasSubstr("not JSON")) << text;
  }
}

TEST(Parser, ValidatesTextNobodyReads) {
  EXPECT_EQ(refusal_of("[\"\xC3\x28\"]"), "not JSON: not UTF-8");
  EXPECT_EQ(refusal_of("[\"\xED\xA0\x80\"]"), "not JSON: not UTF-8");
  EXPECT_THAT(refusal_of(R"(["\ud800"])"), HasSubstr("not JSON"));
  EXPECT_THAT(refusal_of(R"(["\udc00"])"), HasSubstr("not JSON"));
  EXPECT_THAT(refusal_of(R"(["\ud800A"])"), HasSubstr("not JSON"));
  EXPECT_THAT(refusal_of(R"(["\x"])"), HasSubstr("not JSON"));
  EXPECT_THAT(refusal_of("[\"a\nb\"]"), HasSubstr("not JSON"));
}

TEST(Parser, RefusesIntegersBeyond64Bits) {
  EXPECT_EQ(refusal_of("[18446744073709551615]"), "accepted");
  EXPECT_THAT(refusal_of("[18446744073709551616]"), HasSubstr("beyond 64 bits"));
  EXPECT_THAT(refusal_of("[-9223372036854775809]"), HasSubstr("beyond 64 bits"));
}

TEST(Parser, ServesOneDocumentAfterAnother) {
  Parser parser;
  for (const std::string& text : {std::string{"[1]"}, "[\"" + std::string(3'000'000, 'x') + "\"]", std::string{"[2]"},
                                  std::string{"["}, std::string{"[3]"}}) {
    const auto root = parser.parse_copy(text);
    ASSERT_EQ(root.ok(), text != "[");
    EXPECT_EQ(root.ok() ? root->size() : 1U, 1U);
  }
}

}  // namespace
}  // namespace tollgate::json
