#include "core/policy/documents/claims.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <vector>

#include "core/policy/documents/links.h"
#include "core/policy/glob.h"

namespace tollgate::policy {
namespace {

using Claims = std::vector<const Mention*>;

// Could both be the longest glob of one name? Then nothing decides.
bool tie(const Mention& a, const Mention& b) {
  return a.by != b.by && !is_literal(a.text) && !is_literal(b.text) && globs_overlap(a.text, b.text);
}

void check_ties(const Claims& of_one_length, std::vector<Mistake>& mistakes) {
  for (std::size_t i = 0; i < of_one_length.size(); ++i) {
    const Mention& later = *of_one_length[i];
    const auto before = std::find_if(of_one_length.begin(), of_one_length.begin() + static_cast<std::ptrdiff_t>(i),
                                     [&](const Mention* earlier) { return earlier->text != later.text && tie(*earlier, later); });
    if (before == of_one_length.begin() + static_cast<std::ptrdiff_t>(i)) continue;
    mistakes.push_back(
        {later.at, fmt::format("\"{}\" and team {}'s \"{}\" ({}) are equally long and can match the same namespace", later.text,
                               (*before)->by, (*before)->text, file_and_line((*before)->at))});
  }
}

void check_same(const Claims& of_one_text, std::vector<Mistake>& mistakes) {
  const Mention& first = *of_one_text.front();
  for (const Mention* claim : of_one_text) {
    if (claim->by == first.by) continue;
    mistakes.push_back({claim->at, fmt::format("namespace \"{}\" already belongs to team {} ({})", claim->text, first.by,
                                               file_and_line(first.at))});
  }
}

bool is_infrastructure(const Draft& draft, const std::string& name) {
  if (std::ranges::find(kOwnNamespaces, name) != kOwnNamespaces.end()) return true;
  return std::ranges::any_of(draft.notes.mentions,
                             [&](const Mention& m) { return m.role == Role::kInfrastructure && m.text == name; });
}

}  // namespace

void check_claims(Draft& draft) {
  std::map<std::string_view, Claims> by_text;
  std::map<std::size_t, Claims> globs_by_length;
  std::vector<Mistake> mistakes;
  for (const Mention& mention : draft.notes.mentions) {
    if (mention.role != Role::kClaim) continue;
    by_text[mention.text].push_back(&mention);
    if (!is_literal(mention.text)) globs_by_length[mention.text.size()].push_back(&mention);
    if (is_infrastructure(draft, mention.text)) {
      mistakes.push_back({mention.at, fmt::format("namespace \"{}\" is infrastructure: no team can own it", mention.text)});
    }
  }
  for (const auto& [text, claims] : by_text) check_same(claims, mistakes);
  for (const auto& [length, claims] : globs_by_length) check_ties(claims, mistakes);
  std::ranges::move(mistakes, std::back_inserter(draft.notes.mistakes));
}

}  // namespace tollgate::policy
