#include "core/policy/glob.h"

#include <algorithm>

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

}  // namespace tollgate::policy
