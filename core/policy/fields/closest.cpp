#include "core/policy/fields/closest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace tollgate::policy {
namespace {

constexpr std::size_t kLongest = 64;  // beyond it nobody mistypes by a letter
constexpr std::size_t kFew = 12;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Insertions, deletions, replacements and swaps of neighbours between the two; letter case is free.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(above.begin(), above.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0U : 1U)});
      const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

}  // namespace

std::string_view closest(std::string_view text, std::span<const std::string_view> candidates) {
  std::string_view best;
  std::size_t nearest = std::max<std::size_t>(1, text.size() / 3) + 1;
  if (text.size() > kLongest) return best;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > kLongest) continue;
    const std::size_t apart = distance(text, candidate);
    if (apart >= nearest || apart >= candidate.size()) continue;
    nearest = apart;
    best = candidate;
  }
  return best;
}

std::string suggestion(std::string_view text, std::span<const std::string_view> candidates) {
  if (const std::string_view near = closest(text, candidates); !near.empty()) return fmt::format(" (did you mean \"{}\"?)", near);
  if (candidates.empty() || candidates.size() > kFew) return "";
  return fmt::format(" (known: {})", fmt::join(candidates, ", "));
}

}  // namespace tollgate::policy
