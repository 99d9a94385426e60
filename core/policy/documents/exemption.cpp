#include "core/policy/documents/exemption.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/policy/fields/closest.h"
#include "core/policy/glob.h"

namespace tollgate::policy {
namespace {

constexpr std::chrono::days kSoon{14};

using Rules = std::vector<const RuleKind*>;

// The rules at work under names that the glob matches.
Rules rules_named(const Draft& draft, std::string_view glob) {
  Rules rules;
  for (const SharedPolicy& instance : draft.instances) {
    if (glob_matches(glob, instance->name)) rules.push_back(instance->rule);
  }
  for (const RuleKind* rule : rule_table()) {
    if (rule->is_default && glob_matches(glob, rule->name)) rules.push_back(rule);
  }
  return rules;
}

const Exemption* find_exemption(const Draft& draft, std::string_view name) {
  const auto found = std::ranges::find(draft.exemptions, name, &Exemption::name);
  return found == draft.exemptions.end() ? nullptr : &*found;
}

void check_policy(const Mention& policy, const Draft& draft, std::vector<Mistake>& mistakes) {
  const Rules rules = rules_named(draft, policy.text);
  if (rules.empty()) return;  // said already
  if (std::ranges::none_of(rules, &RuleKind::exemptable)) {
    mistakes.push_back(
        {policy.at, fmt::format("nothing is exempted from rule {}: everything else stands on it", rules.front()->name)});
  }
  const Exemption* exemption = find_exemption(draft, policy.by);
  if (exemption == nullptr || (exemption->checks.empty() && exemption->match.images.empty())) return;
  if (std::ranges::all_of(rules, &RuleKind::counts)) {
    mistakes.push_back(
        {policy.at, fmt::format("rule {} counts the pod as a whole: leave checks and match.images out", rules.front()->name)});
  }
}

void check_check(const Mention& check, const Draft& draft, std::vector<Mistake>& mistakes) {
  const Exemption* exemption = find_exemption(draft, check.by);
  if (exemption == nullptr) return;
  std::vector<std::string_view> known;
  for (const std::string& policy : exemption->policies) {
    for (const RuleKind* rule : rules_named(draft, policy)) std::ranges::move(rule->checks(), std::back_inserter(known));
  }
  if (known.empty() || std::ranges::find(known, std::string_view{check.text}) != known.end()) return;
  mistakes.push_back({check.at, fmt::format("unknown check \"{}\"{}", check.text, suggestion(check.text, known))});
}

}  // namespace

void check_exemptions(Draft& draft) {
  std::vector<Mistake> mistakes;
  for (const Mention& mention : draft.notes.mentions) {
    if (mention.role == Role::kPolicy) check_policy(mention, draft, mistakes);
    if (mention.role == Role::kCheck) check_check(mention, draft, mistakes);
  }
  std::ranges::move(mistakes, std::back_inserter(draft.notes.mistakes));
}

std::vector<Mistake> endings(const std::vector<Exemption>& exemptions, Instant now) {
  std::vector<Mistake> cautions;
  for (const Exemption& exemption : exemptions) {
    const std::string when = to_rfc3339(exemption.expires);
    if (exemption.is_over(now)) {
      cautions.push_back(
          {exemption.source, fmt::format("exemption {} is over since {}: it does nothing, take it out", exemption.name, when)});
    } else if (exemption.expires - now <= kSoon) {
      cautions.push_back({exemption.source,
                          fmt::format("exemption {} ends {}: what it lets pass is refused from then on", exemption.name, when)});
    }
  }
  return cautions;
}

}  // namespace tollgate::policy
