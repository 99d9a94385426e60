// Text that is made to hurt: each costs little and ends in a mistake or a value, never in a crash.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "adapters/policy_files/yaml.h"
#include "core/policy/tree/node_json.h"

namespace tollgate::policy_files {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string only_mistake(std::string_view text, const YamlLimits& limits = {}) {
  const ParsedYaml parsed = parse_yaml(text, "a.yaml", limits);
  return parsed.mistakes.size() == 1 ? policy::to_text(parsed.mistakes[0]) : "not one mistake";
}

std::string repeat(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(HostileYaml, DeepNestingIsRefused) {
  EXPECT_THAT(only_mistake(repeat("[", 65)), HasSubstr("nested deeper than 64 levels"));
  EXPECT_THAT(only_mistake(repeat("[", 200'000)), HasSubstr("nested deeper than 64 levels"));
  EXPECT_THAT(only_mistake(repeat("{a: ", 200'000)), HasSubstr("nested deeper than 64 levels"));
  EXPECT_THAT(only_mistake(repeat("- ", 5'000)), HasSubstr("nested deeper than 64 levels"));
  EXPECT_THAT(parse_yaml(repeat("[", 63) + "1" + repeat("]", 63), "a.yaml").mistakes, IsEmpty());
}

TEST(HostileYaml, AliasesCannotBuildDeeperThanText) {
  std::string text = "a0: &a0 [1]\n";
  for (int i = 1; i < 100; ++i)
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  EXPECT_THAT(only_mistake(text), HasSubstr("nested deeper than 64 levels"));
}

TEST(HostileYaml, BillionLaughsStopAtTheBound) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + repeat(", " + before, 9) + "]\n";
  }
  EXPECT_THAT(only_mistake(text), HasSubstr("more than 500000 values"));
}

TEST(HostileYaml, OneLongTextOftenRepeatedStopsAtTheBound) {
  const std::string text = "a: &a " + std::string(1 << 20, 'x') + "\nb: [*a" + repeat(", *a", 200) + "]\n";
  EXPECT_THAT(only_mistake(text), HasSubstr("bytes of text"));
}

TEST(HostileYaml, AMegabyteInOneScalarIsJustLong) {
  const ParsedYaml parsed = parse_yaml("a: \"" + std::string(1 << 20, 'x') + "\"\n", "a.yaml");
  ASSERT_THAT(parsed.documents, SizeIs(1));
  EXPECT_EQ(parsed.documents[0].root.find("a")->text.size(), std::size_t{1} << 20);
}

TEST(HostileYaml, ManyDuplicateKeysAreAllReported) {
  EXPECT_THAT(parse_yaml(repeat("a: 1\n", 10'000), "a.yaml").mistakes, SizeIs(9'999));
}

TEST(HostileYaml, BytesThatAreNotTextAreNamed) {
  EXPECT_EQ(only_mistake("a: 1\nb: \xFF\n"), "a.yaml:2:4: error: byte 0xff is not UTF-8 text");
  EXPECT_THAT(only_mistake("a: \xC0\xAF"), HasSubstr("byte 0xc0 is not UTF-8"));
  EXPECT_THAT(only_mistake("a: \xED\xA0\x80"), HasSubstr("byte 0xed is not UTF-8"));
  EXPECT_THAT(only_mistake("a: \xE2\x82"), HasSubstr("byte 0xe2 is not UTF-8"));
  EXPECT_THAT(only_mistake(std::string_view{"a: 1\0b: 2", 9}), HasSubstr("control character 0x00"));
  EXPECT_THAT(only_mistake("a: 1\n\x04"
                           "b: 2\n"),
              HasSubstr("a.yaml:2:1: error: control character 0x04"));
}

TEST(HostileYaml, TabsAsIndentationAreAMistake) {
  EXPECT_THAT(only_mistake("a:\n\tb: 1\n"), HasSubstr("a.yaml:2:"));
  EXPECT_THAT(only_mistake("a:\n  b: 1\n\tc: 2\n"), HasSubstr("a.yaml:"));
}

// Random mutations of real text: whatever comes out can be written as JSON.
TEST(HostileYaml, MutatedTextNeverCrashes) {
  const std::string original =
      "kind: Team\nmetadata: {name: vision}\nspec:\n  namespaces: [vision, \"vision-*\"]\n  a: &a |\n    text\n  b: *a\n"
      "  ? x\n  : - 1\n    - 'it''s'\n---\n# end\n\"q\\u00e9\": !!str 1\n";
  std::mt19937 random{20261125};
  const std::string_view alphabet = "{}[]:,-?&*!|>'\"%@`#\n\t abc01\\<~.=";
  for (int round = 0; round < 2'000; ++round) {
    std::string text = original;
    for (int change = 0; change < 4; ++change) {
      const std::size_t at = random() % text.size();
      const char c = alphabet[random() % alphabet.size()];
      if (random() % 3 == 0) {
        text.erase(at, 1 + random() % 5);
      } else if (random() % 2 == 0) {
        text.insert(at, 1, c);
      } else {
        text[at] = c;
      }
    }
    for (const policy::Document& document : parse_yaml(text, "a.yaml").documents) policy::to_json(document.root);
  }
}

}  // namespace
}  // namespace tollgate::policy_files
