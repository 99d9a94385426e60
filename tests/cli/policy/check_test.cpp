#include "cli/policy/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "cli/options.h"
#include "core/policy/documents/kinds.h"
#include "tests/fakes/policies.h"
#include "tests/fakes/temporary_folder.h"

namespace tollgate::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

struct Ran {
  int status = 0;
  std::string out;
  std::string err;
};

Ran run(std::vector<std::string> arguments) {
  std::vector<const char*> argv{"tollgate"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  std::ostringstream out;
  std::ostringstream err;
  const int status = parse_options(static_cast<int>(argv.size()), argv.data())(out, err);
  return {status, out.str(), err.str()};
}

class Check : public testing::Test {
 protected:
  Check() {
    folder_.write("platform.yaml", fakes::platform_yaml());
    folder_.write("team.yaml", "apiVersion: tollgate.dev/v1alpha1\nkind: Team\nmetadata: {name: vision}\nspec: {}\n");
  }
  void break_it() {
    folder_.write("bad, 100%.yaml",
                  "apiVersion: tollgate.dev/v1alpha1\nkind: Team\nmetadata: {name: other}\nspec: {parent: visoin}\n");
  }
  Ran check(std::string format = "text") { return run({"check", path(), "--format", std::move(format)}); }
  std::string path() const { return folder_.path().string(); }

  fakes::TemporaryFolder folder_;
};

TEST_F(Check, IsZeroForAGoodFolder) {
  const Ran ran = check();
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, HasSubstr("good: 1 team, 0 policy documents, 0 test cases, 0 warnings; sha256:"));
}

TEST_F(Check, IsTwoForMistakesAndSaysWhere) {
  break_it();
  const Ran ran = check();
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.out, HasSubstr(path() + "/bad, 100%.yaml:4:16: error: unknown team \"visoin\" (did you mean \"vision\"?)\n"));
  EXPECT_THAT(ran.out, HasSubstr("1 error, 0 warnings"));
}

TEST_F(Check, WarnsOfExemptionsThatAreOver) {
  folder_.write("exemption.yaml",
                "apiVersion: tollgate.dev/v1alpha1\nkind: Exemption\nmetadata: {name: old}\n"
                "spec: {policies: [old-pods], reason: because, expires: 2020-01-01T00:00:00Z}\n---\n"
                "apiVersion: tollgate.dev/v1alpha1\nkind: PodPolicy\nmetadata: {name: old-pods}\nspec: {rule: pod-security}\n");
  const Ran ran = check();
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, HasSubstr("exemption.yaml:1:1: warning: exemption old is over since 2020-01-01T00:00:00.000Z"));
  EXPECT_THAT(ran.out, HasSubstr("1 warning;"));
}

TEST_F(Check, FindsMistakesInTestsToo) {
  folder_.write("tests/a.yaml", "apiVersion: tollgate.dev/v1alpha1\nkind: PolicyTest\nmetadata: {name: a}\nspec: {cases: []}\n");
  EXPECT_THAT(check().out, HasSubstr("tests/a.yaml:4:15: error: cases must not be empty"));
}

TEST_F(Check, SpeaksToGithub) {
  break_it();
  const Ran ran = check("github");
  EXPECT_THAT(ran.out, HasSubstr("bad%2C 100%25.yaml,line=4,col=16::unknown team \"visoin\""));
  EXPECT_THAT(ran.out, testing::StartsWith("::error file="));
}

TEST_F(Check, SpeaksSarif) {
  break_it();
  const json sarif = json::parse(check("sarif").out);
  EXPECT_EQ(sarif["version"], "2.1.0");
  const json& result = sarif["runs"][0]["results"][0];
  EXPECT_EQ(result["level"], "error");
  EXPECT_EQ(result["locations"][0]["physicalLocation"]["region"]["startLine"], 4);
  EXPECT_EQ(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], path() + "/bad, 100%.yaml");
}

TEST_F(Check, SpeaksJson) {
  break_it();
  const Ran ran = run({"check", "--policies", path(), "-o", "json"});
  EXPECT_EQ(ran.status, 2);
  const json said = json::parse(ran.out);
  EXPECT_EQ(said["valid"], false);
  EXPECT_EQ(said["diagnostics"][0]["column"], 16);
}

TEST_F(Check, AFolderThatIsNotThereIsOneMistake) {
  const Ran ran = run({"check", path() + "/nowhere"});
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.out, HasSubstr("nowhere: error: cannot be read: No such file or directory"));
  EXPECT_THAT(ran.out, HasSubstr("1 error"));
}

TEST(ExampleSite, IsGoodWithoutAWarning) {
  const Ran ran = run({"check", "policies"});
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr(" 0 warnings"));
}

TEST(CommandLine, SaysWhatIsWrongWithIt) {
  EXPECT_EQ(run({}).status, 2);
  const Ran mistyped = run({"chek"});
  EXPECT_EQ(mistyped.status, 2);
  EXPECT_THAT(mistyped.err, HasSubstr("unknown command \"chek\" (did you mean \"check\"?)"));
  EXPECT_EQ(run({"check", "--format", "xml"}).status, 2);
  EXPECT_EQ(run({"--version"}).out, std::string{TOLLGATE_VERSION} + "\n");
  EXPECT_THAT(run({"--help"}).out, HasSubstr("check"));
}

TEST(Reference, PrintsWhatTheTablesKnow) {
  EXPECT_THAT(run({"rules"}).out, HasSubstr("pod-security"));
  EXPECT_THAT(run({"rules", "pod-security"}).out, HasSubstr("one of privileged, baseline, restricted; default: restricted"));
  EXPECT_THAT(run({"kinds", "Team", "--markdown"}).out, HasSubstr("| `slurm.limits.gpus` | whole number, at least 0 |"));
  const Ran unknown = run({"kinds", "Taem"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err, HasSubstr("unknown kind \"Taem\" (did you mean \"Team\"?)"));
  EXPECT_THAT(unknown.out, IsEmpty());
}

TEST(Reference, WritesSchemaAndJsonThatParse) {
  const json schema = json::parse(run({"kinds", "--schema"}).out);
  EXPECT_EQ(schema["oneOf"].size(), policy::document_kinds().size());
  const json params = json::parse(run({"rules", "pod-security", "--schema"}).out);
  EXPECT_EQ(params["oneOf"][0]["properties"]["level"]["allOf"][0]["enum"][1], "baseline");
  EXPECT_EQ(json::parse(run({"kinds", "Platform", "-o", "json"}).out)[0]["name"], "Platform");
}

}  // namespace
}  // namespace tollgate::cli
