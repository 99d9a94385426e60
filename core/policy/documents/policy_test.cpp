#include "core/policy/documents/policy_test.h"

#include <fmt/core.h>

#include <set>

#include "core/policy/fields/closest.h"

namespace tollgate::policy {
namespace {

void check_case(const TestCase& test, std::vector<Mistake>& mistakes) {
  const auto wrong = [&](std::string text) { mistakes.push_back({test.source, std::move(text)}); };
  const bool has_object = test.object.kind == Node::Kind::kMapping;
  const bool has_old_object = test.old_object.kind == Node::Kind::kMapping;
  if (test.operation == model::Operation::kDelete ? !has_old_object && !has_object : !has_object) wrong("object is missing");
  if (test.operation == model::Operation::kUpdate && !has_old_object) wrong("oldObject is missing: an UPDATE has one");
  if (test.expect.allowed && test.expect.rules && !test.expect.rules->empty())
    wrong("expect: what is allowed is refused by no rule");
  if (!test.expect.rules) return;
  std::vector<std::string_view> names;
  for (const RuleKind* rule : rule_table()) names.push_back(rule->name);
  for (const std::string& rule : *test.expect.rules) {
    if (find_rule(rule) == nullptr) wrong(fmt::format("unknown rule \"{}\"{}", rule, suggestion(rule, names)));
  }
}

}  // namespace

void check_tests(Draft& draft) {
  std::vector<Mistake>& mistakes = draft.notes.mistakes;
  for (const PolicyTest& test : draft.tests) {
    std::set<std::string_view> seen;
    for (const TestCase& one : test.cases) {
      check_case(one, mistakes);
      if (!seen.insert(one.name).second) mistakes.push_back({one.source, fmt::format("a second case \"{}\"", one.name)});
    }
  }
}

}  // namespace tollgate::policy
