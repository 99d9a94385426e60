#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "cli/policy/test.h"

namespace tollgate::cli {
namespace {

const CaseResult kPassed{.test = "basics", .name = "good", .source = {"tests/a.yaml", 3, 5}, .differences = {}};
const CaseResult kFailed{.test = "basics",
                         .name = "bad",
                         .source = {"tests/a.yaml", 9, 5},
                         .differences = {"expected denied, got allowed", "two\nlines"}};

std::string report(const std::vector<CaseResult>& results, bool json, int exit_code) {
  std::ostringstream out;
  EXPECT_EQ(report_tests(results, json, out), exit_code);
  return out.str();
}

TEST(TestReport, TellsWhatDifferedAndCounts) {
  EXPECT_EQ(report({kPassed, kFailed}, false, 1),
            "FAIL basics/bad (tests/a.yaml:9)\n"
            "  expected denied, got allowed\n"
            "  two\n"
            "    lines\n"
            "1 passed, 1 failed\n");
  EXPECT_EQ(report({kPassed}, false, 0), "1 passed, 0 failed\n");
}

TEST(TestReport, IsAMistakeWhenThereIsNothingToRun) { EXPECT_EQ(report({}, false, 2), "0 passed, 0 failed\n"); }

TEST(TestReport, SpeaksJson) {
  EXPECT_EQ(report({kFailed}, true, 1),
            R"({"passed":0,"failed":1,"cases":[{"test":"basics","case":"bad","file":"tests/a.yaml","line":9,"passed":false,)"
            R"("differences":["expected denied, got allowed","two\nlines"]}]})"
            "\n");
}

}  // namespace
}  // namespace tollgate::cli
