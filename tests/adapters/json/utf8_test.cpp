#include "adapters/json/utf8.h"

#include <gtest/gtest.h>

namespace tollgate::json {
namespace {

TEST(CharacterLength, IsThatOfTheEncoding) {
  EXPECT_EQ(character_length("a", 0), 1U);
  EXPECT_EQ(character_length("é", 0), 2U);
  EXPECT_EQ(character_length("中", 0), 3U);
  EXPECT_EQ(character_length("😀", 0), 4U);
  EXPECT_EQ(character_length("\xF4\x8F\xBF\xBF", 0), 4U);  // U+10FFFF
}

TEST(CharacterLength, IsZeroWhereNoCharacterBegins) {
  EXPECT_EQ(character_length("é", 1), 0U);                 // in the middle
  EXPECT_EQ(character_length("\xC3", 0), 0U);              // cut off
  EXPECT_EQ(character_length("\xE4\xB8", 0), 0U);          // cut off
  EXPECT_EQ(character_length("\xC0\x80", 0), 0U);          // overlong
  EXPECT_EQ(character_length("\xE0\x80\x80", 0), 0U);      // overlong
  EXPECT_EQ(character_length("\xF0\x80\x80\x80", 0), 0U);  // overlong
  EXPECT_EQ(character_length("\xED\xA0\x80", 0), 0U);      // a surrogate
  EXPECT_EQ(character_length("\xF4\x90\x80\x80", 0), 0U);  // above U+10FFFF
  EXPECT_EQ(character_length("\xFF", 0), 0U);
}

TEST(OneLine, KeepsWhatFits) {
  EXPECT_EQ(one_line("", 3), "");
  EXPECT_EQ(one_line("é中😀", 3), "é中😀");
}

TEST(OneLine, CutsBetweenCharacters) {
  EXPECT_EQ(one_line("é中😀x", 3), "é中…");
  EXPECT_EQ(one_line("ab", 1), "…");
}

TEST(OneLine, HoldsNoControlCharacterAndNoInvalidByte) {
  EXPECT_EQ(one_line("a\nb\x7F\xC2\x85!", 10), "a b  !");
  EXPECT_EQ(one_line("a\xFF!", 10), "a\xEF\xBF\xBD!");
}

}  // namespace
}  // namespace tollgate::json
