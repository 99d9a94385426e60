#include "core/policy/glob.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace tollgate::policy {
namespace {

constexpr std::string_view kMetacharacters = "*?";

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last `*` met …
  std::size_t resume = 0;                     // … and where its run may end
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool any_glob_matches(std::span<const std::string> patterns, std::string_view text) {
  return std::ranges::any_of(patterns, [&](const std::string& pattern) { return glob_matches(pattern, text); });
}

bool is_literal(std::string_view pattern) { return pattern.find_first_of(kMetacharacters) == std::string_view::npos; }

std::string_view literal_prefix(std::string_view pattern) { return pattern.substr(0, pattern.find_first_of(kMetacharacters)); }

// Row i, column j: can the first i characters of a and the first j of b stand for the same text?
bool globs_overlap(std::string_view a, std::string_view b) {
  std::vector<char> above(b.size() + 1, 0);
  std::vector<char> row(b.size() + 1, 0);
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      const bool star_in_a = i > 0 && a[i - 1] == '*';
      const bool star_in_b = j > 0 && b[j - 1] == '*';
      bool both = i == 0 && j == 0;
      if (i > 0 && (star_in_a || star_in_b)) both = both || above[j] != 0;
      if (j > 0 && (star_in_a || star_in_b)) both = both || row[j - 1] != 0;
      if (i > 0 && j > 0 && (a[i - 1] == b[j - 1] || a[i - 1] == '?' || b[j - 1] == '?')) both = both || above[j - 1] != 0;
      row[j] = both ? 1 : 0;
    }
    std::swap(above, row);
  }
  return above[b.size()] != 0;
}

}  // namespace tollgate::policy
