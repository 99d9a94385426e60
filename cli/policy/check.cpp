#include "cli/policy/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <ostream>

#include "adapters/json/writer.h"
#include "adapters/policy_files/policy_folder.h"
#include "cli/policy/diagnostics.h"
#include "core/policy/documents/exemption.h"
#include "core/policy/policy_test.h"

namespace tollgate::cli {
namespace {

constexpr int kGood = 0;
constexpr int kMistakes = 2;

struct Checked {
  policy::Compiled compiled;  // with the mistakes of the tests
  std::vector<policy::PolicyTest> tests;

  [[nodiscard]] Diagnostics diagnostics() const { return {compiled.mistakes, compiled.cautions}; }
  [[nodiscard]] bool is_good() const { return compiled.mistakes.empty(); }
};

Checked check_folder(const std::string& folder, Instant now) {
  policy_files::PolicyFolder files{folder};
  Checked checked{compile_folder(files), {}};
  policy::CompiledTests tests = compile_tests(files.load().documents);
  std::ranges::move(tests.mistakes, std::back_inserter(checked.compiled.mistakes));
  std::ranges::sort(checked.compiled.mistakes);
  std::ranges::move(endings(checked.compiled.site.exemptions, now), std::back_inserter(checked.compiled.cautions));
  std::ranges::sort(checked.compiled.cautions);
  checked.tests = std::move(tests.tests);
  return checked;
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string summary(const Checked& checked) {
  const std::string warnings = counted(checked.compiled.cautions.size(), "warning");
  if (!checked.is_good()) return fmt::format("{}, {}", counted(checked.compiled.mistakes.size(), "error"), warnings);
  const policy::Site& site = checked.compiled.site;
  std::size_t cases = 0;
  for (const policy::PolicyTest& test : checked.tests) cases += test.cases.size();
  const auto at_work = site.policies.all();
  const auto written = std::ranges::count_if(at_work, [](const policy::PolicyInstance& one) { return !one.is_default(); });
  return fmt::format("good: {}, {}, {}, {}; {}", counted(site.teams.size(), "team"),
                     counted(static_cast<std::size_t>(written), "policy document"), counted(cases, "test case"), warnings,
                     site.digest);
}

void write_json(const Checked& checked, std::ostream& out) {
  json::Writer json;
  json.begin_object().field("valid", checked.is_good()).field("digest", checked.compiled.site.digest);
  json.key("diagnostics").raw(to_json(checked.diagnostics())).end_object();
  out << std::move(json).take() << '\n';
}

}  // namespace

int check(const CheckOptions& options, Instant now, std::ostream& out) {
  const Checked checked = check_folder(options.folder, now);
  switch (options.format) {
    case CheckFormat::kText:
      write_text(checked.diagnostics(), out);
      out << options.folder << ": " << summary(checked) << '\n';
      break;
    case CheckFormat::kGithub: write_github(checked.diagnostics(), out); break;
    case CheckFormat::kSarif: write_sarif(checked.diagnostics(), out); break;
    case CheckFormat::kJson: write_json(checked, out); break;
  }
  return checked.is_good() ? kGood : kMistakes;
}

}  // namespace tollgate::cli
