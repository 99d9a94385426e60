#include "cli/policy/test.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "adapters/json/writer.h"
#include "adapters/policy_files/policy_folder.h"

namespace tollgate::cli {
namespace {

struct Count {
  std::size_t passed = 0;
  std::size_t failed = 0;
};

Count count(std::span<const CaseResult> results) {
  const auto passed = std::ranges::count_if(results, [](const CaseResult& result) { return result.differences.empty(); });
  return {static_cast<std::size_t>(passed), results.size() - static_cast<std::size_t>(passed)};
}

void print_text(std::span<const CaseResult> results, const Count& counted, std::ostream& out) {
  for (const CaseResult& result : results) {
    if (result.differences.empty()) continue;
    out << fmt::format("FAIL {}/{} ({})\n", result.test, result.name, file_and_line(result.source));
    for (std::string difference : result.differences) {
      for (std::size_t at = 0; (at = difference.find('\n', at)) != std::string::npos; at += 5)
        difference.replace(at, 1, "\n    ");
      out << "  " << difference << '\n';
    }
  }
  out << fmt::format("{} passed, {} failed\n", counted.passed, counted.failed);
}

void print_json(std::span<const CaseResult> results, const Count& counted, std::ostream& out) {
  json::Writer json;
  json.begin_object().field("passed", counted.passed).field("failed", counted.failed);
  json.key("cases").begin_array();
  for (const CaseResult& result : results) {
    json.begin_object().field("test", result.test).field("case", result.name);
    json.field("file", result.source.file).field("line", result.source.line);
    json.field("passed", result.differences.empty()).key("differences").begin_array();
    for (const std::string& difference : result.differences) json.text(difference);
    json.end_array().end_object();
  }
  json.end_array().end_object();
  out << std::move(json).take() << '\n';
}

}  // namespace

int test(const TestOptions& options, Instant now, std::ostream& out, std::ostream& err) {
  policy_files::PolicyFolder folder{options.folder};
  const policy::Compiled compiled = compile_folder(folder);
  const policy::CompiledTests tests = policy::compile_tests(folder.load().documents);
  for (const policy::Mistake& mistake : compiled.mistakes) err << to_text(mistake) << '\n';
  for (const policy::Mistake& mistake : tests.mistakes) err << to_text(mistake) << '\n';
  if (!compiled.mistakes.empty() || !tests.mistakes.empty()) return 2;
  const std::vector<CaseResult> results = run_policy_tests(compiled.site, tests.tests, now);
  if (results.empty()) err << options.folder << ": there is no PolicyTest\n";
  return report_tests(results, options.json, out);
}

int report_tests(std::span<const CaseResult> results, bool json, std::ostream& out) {
  const Count counted = count(results);
  if (json) {
    print_json(results, counted, out);
  } else {
    print_text(results, counted, out);
  }
  if (results.empty()) return 2;
  return counted.failed == 0 ? 0 : 1;
}

}  // namespace tollgate::cli
