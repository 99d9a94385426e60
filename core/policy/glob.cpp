#include "core/policy/glob.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace tollgate::policy {
namespace {

bool is_wildcard(char c) { return c == '*' || c == '?'; }

// Can two characters of patterns, neither of them followed further, stand for one and the same?
bool same_character(char a, char b) { return a == b || a == '?' || b == '?'; }

// Where the character that begins at `at` ends, in UTF-8.
std::size_t after_character(std::string_view text, std::size_t at) {
  const auto continues = [&] { return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U; };
  ++at;
  while (continues()) ++at;
  return at;
}

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
    } else if (p < pattern.size() && pattern[p] == '?') {
      ++p;
      t = after_character(text, t);
    } else if (p < pattern.size() && pattern[p] == text[t]) {
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

bool is_literal(std::string_view pattern) { return std::ranges::none_of(pattern, is_wildcard); }

bool all_literal(std::span<const std::string> patterns) { return !patterns.empty() && std::ranges::all_of(patterns, is_literal); }

std::string_view literal_prefix(std::string_view pattern) {
  return {pattern.begin(), std::ranges::find_if(pattern, is_wildcard)};
}

namespace {

// The next row of globs_overlap's table, for one more character of a.
void next_row(char of_a, std::string_view b, const std::vector<char>& above, std::vector<char>& row) {
  row[0] = of_a == '*' ? above[0] : char{0};
  for (std::size_t j = 1; j <= b.size(); ++j) {
    const char of_b = b[j - 1];
    const bool run = (of_a == '*' || of_b == '*') && (above[j] != 0 || row[j - 1] != 0);
    row[j] = run || (same_character(of_a, of_b) && above[j - 1] != 0) ? 1 : 0;
  }
}

}  // namespace

// Row i, column j: can the first i characters of a and the first j of b stand for the same text?
bool globs_overlap(std::string_view a, std::string_view b) {
  std::vector<char> above(b.size() + 1, 0);
  std::vector<char> row(b.size() + 1, 0);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = b.find_first_not_of('*') >= j ? 1 : 0;
  for (const char of_a : a) {
    next_row(of_a, b, above, row);
    std::swap(above, row);
  }
  return above[b.size()] != 0;
}

}  // namespace tollgate::policy
