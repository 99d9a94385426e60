#include "core/policy/judging/judge.h"

#include <algorithm>

#include "core/policy/judging/exempt.h"
#include "core/policy/judging/findings.h"
#include "core/policy/judging/matcher.h"

namespace tollgate::policy {
namespace {

// Nothing may keep what is going away, since its finalizers are removed by updates: few rules judge that.
bool concerns(const RuleKind& rule, const Facts& facts) {
  return rule.subjects.has(facts.subject()) && (!facts.door().deleting || rule.judges_deleting);
}

// Of one rule's instances those that apply: a default rule steps back for a request that a PodPolicy of its rule matches.
template <class Visit>
void for_each_applying(Instances of_one_rule, const Facts& facts, const Visit& visit) {
  const PolicyInstance* fallback = nullptr;
  bool applied = false;
  for (const PolicyInstance* instance : of_one_rule) {
    if (instance->is_default()) {
      fallback = instance;
    } else if (applies(*instance, facts)) {
      applied = true;
      visit(*instance);
    }
  }
  if (fallback != nullptr && !applied) visit(*fallback);
}

enum class By { kCheck, kLedger };

template <class Visit>
void for_each_at_work(Instances instances, const Facts& facts, By by, const Visit& visit) {
  while (!instances.empty()) {
    const RuleKind* rule = instances.front()->rule;
    const auto other = std::ranges::find_if(instances, [&](const PolicyInstance* i) { return i->rule != rule; });
    const auto same = static_cast<std::size_t>(other - instances.begin());
    const bool is_meant = rule->counts == (by == By::kLedger);
    if (is_meant && concerns(*rule, facts)) for_each_applying(instances.first(same), facts, visit);
    instances = instances.subspan(same);
  }
}

void forget_what_was_there(const PolicyInstance& instance, const Facts& before, std::size_t known,
                           std::vector<Problem>& problems) {
  std::vector<Problem> old;
  Findings findings{instance, before, Detail::kIdentity, old};
  instance.does.check(before, findings);
  const auto was_there = [&](const Problem& problem) {
    return std::ranges::any_of(old, [&](const Problem& o) { return o.same_as(problem); });
  };
  const auto first = problems.begin() + static_cast<std::ptrdiff_t>(known);
  problems.erase(std::remove_if(first, problems.end(), was_there), problems.end());
}

}  // namespace

void judge(Instances instances, const Facts& now, const Facts* before, Decision& decision) {
  std::vector<Problem>& problems = decision.problems;
  for_each_at_work(instances, now, By::kCheck, [&](const PolicyInstance& instance) {
    const std::size_t known = problems.size();
    Findings findings{instance, now, Detail::kFull, problems};
    instance.does.check(now, findings);
    if (before != nullptr && problems.size() > known) forget_what_was_there(instance, *before, known, problems);
    if (problems.size() > known) exempt(instance, now, known, problems, decision.exemptions);
  });
}

const PolicyInstance* counting_instance(Instances instances, const Facts& facts, std::vector<std::string>& exemptions) {
  const PolicyInstance* strictest = nullptr;
  for_each_at_work(instances, facts, By::kLedger, [&](const PolicyInstance& instance) {
    if (is_exempt(instance, facts, exemptions)) return;
    if (strictest == nullptr || instance.mode < strictest->mode) strictest = &instance;
  });
  return strictest;
}

void fill(Instances instances, const Facts& facts, std::vector<PlacedEdit>& edits) {
  std::vector<PodEdit> written;
  for_each_at_work(instances, facts, By::kCheck, [&](const PolicyInstance& instance) {
    if (instance.mode == Mode::kEnforce && instance.does.fill) instance.does.fill(facts, written);
  });
  edits.reserve(edits.size() + written.size());
  for (PodEdit& edit : written) edits.push_back({.base = std::string{facts.base()}, .edit = std::move(edit)});
}

}  // namespace tollgate::policy
