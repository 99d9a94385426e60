#include "adapters/policy_files/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "core/policy/tree/node_json.h"

namespace tollgate::policy_files {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> mistakes_of(const ParsedYaml& parsed) {
  std::vector<std::string> texts;
  for (const policy::Mistake& mistake : parsed.mistakes) texts.push_back(policy::to_text(mistake));
  return texts;
}

std::vector<std::string> mistakes_in(std::string_view text) { return mistakes_of(parse_yaml(text, "a.yaml")); }

std::string json_of(std::string_view text) {
  const ParsedManifests parsed = parse_manifests(text, "a.yaml");
  return parsed.mistakes.empty() && parsed.manifests.size() == 1 ? parsed.manifests[0].json : "not one object";
}

TEST(Yaml, KnowsWhereEachValueStands) {
  const ParsedYaml parsed = parse_yaml("kind: Team\nspec:\n  gpus: [1, 22]\n", "policies/a.yaml");
  ASSERT_THAT(parsed.documents, SizeIs(1));
  const policy::Node* gpus = parsed.documents[0].root.find("spec")->find("gpus");
  EXPECT_EQ(parsed.documents[0].at(gpus->items[1]), (policy::Position{"policies/a.yaml", 3, 13}));
}

TEST(Yaml, ReadsManyDocumentsAndLeavesEmptyOnesOut) {
  const ParsedYaml parsed = parse_yaml("# nothing\n---\na: 1\n---\n---\nb: 2\n...\n", "a.yaml");
  EXPECT_THAT(parsed.documents, SizeIs(2));
  EXPECT_THAT(parsed.mistakes, IsEmpty());
}

TEST(Yaml, ReportsEveryDuplicateKeyAtItsPlace) {
  EXPECT_THAT(mistakes_in("a: 1\nb: {c: 1, c: 2}\na: 3\n"),
              ElementsAre("a.yaml:2:11: error: duplicate key \"c\" (also in line 2)",
                          "a.yaml:3:1: error: duplicate key \"a\" (also in line 1)"));
}

TEST(Yaml, ExpandsAliases) { EXPECT_EQ(json_of("a: &x [1, &y b]\nc: *x\nd: *y\n"), R"({"a":[1,"b"],"c":[1,"b"],"d":"b"})"); }

TEST(Yaml, RefusesWhatItWouldHaveToGuess) {
  EXPECT_THAT(mistakes_in("a: &x {b: 1}\nc:\n  <<: *x\n"), ElementsAre(HasSubstr("a.yaml:3:3: error: merge keys")));
  EXPECT_THAT(mistakes_in("a: !!binary aGk=\n"), ElementsAre(HasSubstr("a.yaml:1:4: error: the tag")));
  EXPECT_THAT(mistakes_in("? [a, b]\n: 1\n"), ElementsAre(HasSubstr("a key must be text")));
  EXPECT_THAT(mistakes_in("a: &x [*x]\n"), ElementsAre(HasSubstr("alias inside what it stands for")));
  EXPECT_THAT(mistakes_in("a: *nobody\n"), ElementsAre(HasSubstr("a.yaml:1:4: error: not YAML")));
}

TEST(Yaml, KeepsTheDocumentsBeforeBrokenText) {
  const ParsedYaml parsed = parse_yaml("a: 1\n---\nb: [1, 2\nc: }\n", "a.yaml");
  EXPECT_THAT(parsed.documents, SizeIs(1));
  EXPECT_THAT(mistakes_of(parsed), ElementsAre(HasSubstr("not YAML")));
}

TEST(Yaml, WritesManifestsAsKubectlWould) {
  EXPECT_EQ(
      json_of("mode: 0644\nport: 80\ncpu: 500m\nok: yes\nlabel: \"80\"\nnone:\nlist: [1.5, ~]\ntext: |\n  two\n  lines\n"),
      R"({"mode":420,"port":80,"cpu":"500m","ok":true,"label":"80","none":null,"list":[1.5,null],"text":"two\u000alines\u000a"})");
  EXPECT_EQ(json_of(R"({"a": {"b": ["c", 1, true, null]}})"), R"({"a":{"b":["c",1,true,null]}})");
  EXPECT_EQ(json_of("8080: a\ntrue: b\n"), R"({"8080":"a","true":"b"})");
}

TEST(Yaml, ReadsWindowsLineEndsAndByteOrderMarks) {
  EXPECT_EQ(json_of("\xEF\xBB\xBF"
                    "a: 1\r\nb: x\r\n"),
            R"({"a":1,"b":"x"})");
}

}  // namespace
}  // namespace tollgate::policy_files
