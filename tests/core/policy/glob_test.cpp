#include "core/policy/glob.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

namespace tollgate::policy {
namespace {

TEST(Glob, StarIsAnyRunAlsoOfSlashesAndDots) {
  EXPECT_TRUE(glob_matches("vision-*", "vision-a.b/c"));
  EXPECT_TRUE(glob_matches("vision-*", "vision-"));
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("a*b*c", "a-b-b-c"));
}

TEST(Glob, QuestionMarkIsOneCharacter) {
  EXPECT_TRUE(glob_matches("node-?", "node-7"));
  EXPECT_FALSE(glob_matches("node-?", "node-"));
  EXPECT_FALSE(glob_matches("node-?", "node-12"));
}

TEST(Glob, CoversTheWholeTextAndMindsTheCase) {
  EXPECT_FALSE(glob_matches("vision", "vision-1"));
  EXPECT_FALSE(glob_matches("vision", "a-vision"));
  EXPECT_FALSE(glob_matches("Vision", "vision"));
  EXPECT_FALSE(glob_matches("", "vision"));
}

TEST(Glob, ManyStarsDoNotExplode) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "a*";
  EXPECT_FALSE(glob_matches(pattern + "b", std::string(20'000, 'a')));
}

TEST(Glob, OverlapMeansSomeTextMatchesBoth) {
  EXPECT_TRUE(globs_overlap("vision-*", "*-vision"));
  EXPECT_TRUE(globs_overlap("a?c", "ab*"));
  EXPECT_TRUE(globs_overlap("*", "?"));
  EXPECT_TRUE(globs_overlap("*a*", "b*"));
  EXPECT_TRUE(globs_overlap("**", ""));
  EXPECT_FALSE(globs_overlap("vision-*", "speech-*"));
  EXPECT_FALSE(globs_overlap("?", ""));
  EXPECT_FALSE(globs_overlap("a*b", "*c"));
}

// Against every text of up to four letters.
TEST(Glob, OverlapAgreesWithTryingAllTexts) {
  constexpr std::array kPatterns{"",   "*",   "?",  "a",   "a*", "*b",  "?b",   "a?",   "*a*",
                                 "b?", "a*b", "??", "ab*", "*?", "?a*", "*b?a", "b*a?", "ab"};
  std::vector<std::string> texts{""};
  for (std::size_t i = 0; texts[i].size() < 4; ++i) {
    for (const char c : {'a', 'b', 'c'}) texts.push_back(texts[i] + c);
  }
  for (const char* a : kPatterns) {
    for (const char* b : kPatterns) {
      const bool seen =
          std::ranges::any_of(texts, [&](const auto& text) { return glob_matches(a, text) && glob_matches(b, text); });
      EXPECT_EQ(globs_overlap(a, b), seen) << a << " and " << b;
    }
  }
}

TEST(Glob, QuestionMarkIsACharacterOfAnyLength) {
  EXPECT_TRUE(glob_matches("?", "é"));
  EXPECT_TRUE(glob_matches("J?rg", "Jörg"));
  EXPECT_TRUE(glob_matches("*?rg", "Jörg"));
  EXPECT_FALSE(glob_matches("??", "é"));
  EXPECT_FALSE(glob_matches("*??", "é"));
}

}  // namespace
}  // namespace tollgate::policy
