// Runs tests/rules/<rule>/{pass,fail}/*.yaml: each file is one PolicyTest case and the documents it needs, over tests/rules/base.
// A rule without a case on either side fails.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "adapters/policy_files/yaml.h"
#include "cli/policy/policy_tests.h"
#include "core/policy/rule.h"

namespace tollgate::cli {
namespace {

namespace fs = std::filesystem;
using policy::Documents;
using policy::RuleKind;

const fs::path kRules = "tests/rules";

std::vector<fs::path> yaml_files(const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (const auto& entry : fs::directory_iterator{folder}) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

void read_into(Documents& documents, const fs::path& file) {
  std::ifstream stream{file, std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{stream}, {}};
  const policy_files::ParsedYaml parsed = policy_files::parse_yaml(text, file.lexically_relative(kRules).string());
  for (const policy::Mistake& mistake : parsed.mistakes) ADD_FAILURE() << to_text(mistake);
  for (const policy::Document& document : parsed.documents) documents.push_back(policy::decode(document));
}

// Compiles the fixture over the base and runs its one case.
void run_fixture(const Documents& base, const fs::path& file, const RuleKind& rule, bool passes) {
  SCOPED_TRACE(file.lexically_relative(kRules).string());
  Documents documents = base;
  read_into(documents, file);
  const policy::Compiled compiled = policy::compile(documents, "sha256:test");
  for (const policy::Mistake& mistake : compiled.mistakes) ADD_FAILURE() << to_text(mistake);
  const policy::CompiledTests tests = policy::compile_tests(documents);
  for (const policy::Mistake& mistake : tests.mistakes) ADD_FAILURE() << to_text(mistake);
  ASSERT_TRUE(tests.tests.size() == 1 && tests.tests.front().cases.size() == 1) << "a fixture holds one case";
  const policy::TestExpectation& expected = tests.tests.front().cases.front().expect;
  ASSERT_EQ(expected.allowed, passes) << "the side and the expected verdict differ";
  ASSERT_TRUE(expected.rules.has_value()) << "a fixture names the rules that refuse";
  EXPECT_EQ(std::ranges::count(*expected.rules, rule.name), passes ? 0 : 1) << "the rule refuses on its failing side";
  for (const CaseResult& result : run_policy_tests(compiled.site, tests.tests, Instant{})) {
    for (const std::string& difference : result.differences) ADD_FAILURE() << difference;
  }
}

class RuleFixtures : public testing::TestWithParam<const RuleKind*> {};

TEST_P(RuleFixtures, ComeOutAsTheirSideSays) {
  Documents base;
  for (const fs::path& file : yaml_files(kRules / "base")) read_into(base, file);
  for (const bool passes : {true, false}) {
    const std::vector<fs::path> files = yaml_files(kRules / GetParam()->name / (passes ? "pass" : "fail"));
    EXPECT_FALSE(files.empty()) << GetParam()->name << " has no case that " << (passes ? "passes" : "fails");
    for (const fs::path& file : files) run_fixture(base, file, *GetParam(), passes);
  }
}

std::string test_name(const testing::TestParamInfo<const RuleKind*>& info) {
  std::string name{info.param->name};
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, RuleFixtures, testing::ValuesIn(policy::rule_table().begin(), policy::rule_table().end()),
                         test_name);

TEST(RuleFixtureFolders, BelongToRulesThatExist) {
  for (const auto& entry : fs::directory_iterator{kRules}) {
    const std::string name = entry.path().filename().string();
    EXPECT_TRUE(name == "base" || policy::find_rule(name) != nullptr) << name;
  }
}

}  // namespace
}  // namespace tollgate::cli
