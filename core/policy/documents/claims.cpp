#include "core/policy/documents/claims.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
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

// Globs by what stands before their first wildcard, each list in document order: two overlap only if one's begins the other's.
using ByPrefix = std::map<std::string_view, Claims>;

// The first of the globs that ties with this one; nullptr when none does.
const Mention* first_tie(const Mention& claim, const ByPrefix& earlier) {
  const Mention* first = nullptr;
  const auto look_in = [&](const Claims& claims) {
    const auto found = std::ranges::find_if(claims, [&](const Mention* e) { return e->text != claim.text && tie(*e, claim); });
    if (found != claims.end() && (first == nullptr || *found < first)) first = *found;  // they are in one list: by its order
  };
  const std::string_view prefix = literal_prefix(claim.text);
  for (std::size_t length = 0; length < prefix.size(); ++length) {
    if (const auto shorter = earlier.find(prefix.substr(0, length)); shorter != earlier.end()) look_in(shorter->second);
  }
  for (auto longer = earlier.lower_bound(prefix); longer != earlier.end() && longer->first.starts_with(prefix); ++longer) {
    look_in(longer->second);
  }
  return first;
}

void check_ties(const Claims& of_one_length, std::vector<Mistake>& mistakes) {
  ByPrefix earlier;
  for (const Mention* later : of_one_length) {
    if (const Mention* before = first_tie(*later, earlier); before != nullptr) {
      mistakes.push_back(
          {later->at, fmt::format("\"{}\" and team {}'s \"{}\" ({}) are equally long and can match the same namespace",
                                  later->text, before->by, before->text, file_and_line(before->at))});
    }
    earlier[literal_prefix(later->text)].push_back(later);
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

std::set<std::string_view> infrastructure(const Draft& draft) {
  std::set<std::string_view> names{kOwnNamespaces.begin(), kOwnNamespaces.end()};
  for (const Mention& mention : draft.notes.mentions) {
    if (mention.role == Role::kInfrastructure) names.insert(mention.text);
  }
  return names;
}

}  // namespace

void check_claims(Draft& draft) {
  const std::set<std::string_view> nobodys = infrastructure(draft);
  std::map<std::string_view, Claims> by_text;
  std::map<std::size_t, Claims> globs_by_length;
  std::vector<Mistake> mistakes;
  for (const Mention& mention : draft.notes.mentions) {
    if (mention.role != Role::kClaim) continue;
    by_text[mention.text].push_back(&mention);
    if (!is_literal(mention.text)) globs_by_length[mention.text.size()].push_back(&mention);
    if (nobodys.contains(mention.text)) {
      mistakes.push_back({mention.at, fmt::format("namespace \"{}\" is infrastructure: no team can own it", mention.text)});
    }
  }
  for (const auto& [text, claims] : by_text) check_same(claims, mistakes);
  for (const auto& [length, claims] : globs_by_length) check_ties(claims, mistakes);
  std::ranges::move(mistakes, std::back_inserter(draft.notes.mistakes));
}

}  // namespace tollgate::policy
