#include "cli/policy/policy_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "adapters/json/patching.h"
#include "adapters/policy_files/yaml.h"
#include "cli/policy/reviewer.h"
#include "core/policy/tree/node_json.h"

namespace tollgate::cli {
namespace {

using policy::Decision;
using policy::PolicyTest;
using policy::TestCase;
using policy::TestExpectation;

using Differences = std::vector<std::string>;

ReviewPhase phase_of(policy::TestPhase phase) {
  switch (phase) {
    case policy::TestPhase::kMutate: return ReviewPhase::kMutate;
    case policy::TestPhase::kValidate: return ReviewPhase::kValidate;
    case policy::TestPhase::kBoth: return ReviewPhase::kBoth;
  }
  return ReviewPhase::kBoth;
}

policy::ClusterView cluster_of(const policy::TestGiven& given) {
  policy::ClusterView cluster;
  for (const policy::NamespaceView& view : given.namespaces) cluster.namespaces.emplace(view.name, view);
  for (const policy::PriorityClassView& view : given.priority_classes) cluster.priority_classes.emplace(view.name, view);
  for (const policy::ClaimTemplateView& view : given.claim_templates) {
    cluster.claim_templates.emplace(view.namespace_name + "/" + view.name, view);
  }
  return cluster;
}

const char* word(bool allowed) { return allowed ? "allowed" : "denied"; }

void compare_verdict(const TestExpectation& expected, const Decision& decision, Differences& differences) {
  if (decision.allowed == expected.allowed) return;
  differences.push_back(fmt::format("expected {}, got {}", word(expected.allowed), word(decision.allowed)));
  if (!decision.allowed) differences.push_back(denial_text(decision));
}

void compare_rules(const TestExpectation& expected, const Decision& decision, Differences& differences) {
  if (!expected.rules) return;
  std::set<std::string> denying;
  for (const policy::Problem& problem : decision.problems) {
    if (problem.mode == policy::Mode::kEnforce) denying.insert(problem.rule);
  }
  const std::set<std::string> wanted{expected.rules->begin(), expected.rules->end()};
  if (denying == wanted) return;
  differences.push_back(fmt::format("expected the rules [{}], got [{}]", fmt::join(wanted, ", "), fmt::join(denying, ", ")));
}

void compare_texts(const TestExpectation& expected, const Decision& decision, Differences& differences) {
  const std::string denial = denial_text(decision);
  for (const std::string& part : expected.message) {
    if (denial.find(part) == std::string::npos) differences.push_back(fmt::format("the message lacks \"{}\":\n{}", part, denial));
  }
  for (const std::string& part : expected.warnings) {
    const auto has_part = [&](const std::string& warning) { return warning.find(part) != std::string::npos; };
    if (std::ranges::any_of(decision.warnings, has_part)) continue;
    differences.push_back(fmt::format("no warning has \"{}\": [{}]", part, fmt::join(decision.warnings, "; ")));
  }
}

// The one object in the file, as JSON.
Result<std::string> read_object(const std::string& file) {
  std::ifstream stream{file, std::ios::binary};
  if (!stream) return Error{ErrorCode::kNotFound, file + ": cannot be read"};
  const std::string text{std::istreambuf_iterator<char>{stream}, {}};
  policy_files::ParsedManifests parsed = policy_files::parse_manifests(text, file);
  if (!parsed.mistakes.empty()) return Error{ErrorCode::kInvalid, to_text(parsed.mistakes.front())};
  if (parsed.manifests.size() != 1) return Error{ErrorCode::kInvalid, file + ": expected one object"};
  return std::move(parsed.manifests.front().json);
}

Result<std::string> difference_to_file(const std::string& file, const std::string& result) {
  const std::string expected = TRY(read_object(file));
  return json::difference(expected, result);
}

void compare_result(const TestCase& test, const Reviewed& reviewed, Differences& differences) {
  if (test.expect.patched.empty()) return;
  const std::filesystem::path beside = std::filesystem::path{test.source.file}.parent_path();
  const std::string file = (beside / test.expect.patched).string();
  const Result<std::string> difference = difference_to_file(file, reviewed.result);
  if (!difference) {
    differences.push_back(difference.error().message);
  } else if (!difference->empty()) {
    differences.push_back(fmt::format("the object is not that of {}, but with:\n{}", file, *difference));
  }
}

bool is_given(const policy::Node& object) { return object.kind != policy::Node::Kind::kNull; }

Differences run(const TestCase& test, Reviewer& reviewer) {
  const std::string old_object = is_given(test.old_object) ? to_json(test.old_object) : "";
  const std::string object = is_given(test.object) ? to_json(test.object) : old_object;  // a DELETE has only the old one
  const kube_codec::ObjectContext context{
      .operation = test.operation,
      .uid = "test",
      .user = test.user,
      .groups = test.groups,
      .default_namespace = test.namespace_name.empty() ? std::string_view{"default"} : test.namespace_name,
      .subresource = test.subresource,
      .old_object = old_object};
  const Reviewed reviewed = reviewer.review(object, context, phase_of(test.phase));
  Differences differences;
  compare_verdict(test.expect, reviewed.decision, differences);
  compare_rules(test.expect, reviewed.decision, differences);
  compare_texts(test.expect, reviewed.decision, differences);
  compare_result(test, reviewed, differences);
  return differences;
}

}  // namespace

std::vector<CaseResult> run_policy_tests(const policy::Site& site, std::span<const PolicyTest> tests, Instant now) {
  std::vector<CaseResult> results;
  for (const PolicyTest& test : tests) {
    Result<policy::GivenLedgers> ledgers = given_ledgers(site, test.given.usage);
    if (!ledgers.ok()) {
      results.push_back({test.name, "given", test.source, {ledgers.error().message}});
      continue;
    }
    Reviewer reviewer{site, cluster_of(test.given), *std::move(ledgers), test.given.now.value_or(now)};
    for (const TestCase& one : test.cases) results.push_back({test.name, one.name, one.source, run(one, reviewer)});
  }
  return results;
}

}  // namespace tollgate::cli
