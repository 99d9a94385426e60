#include "core/policy/decision.h"

#include <fmt/format.h>
#include <algorithm>
#include <span>

namespace tollgate::policy {
namespace {

constexpr std::size_t kLongestDenial = 1024;
constexpr std::size_t kLongestWarning = 120;
constexpr std::string_view kEllipsis = "…";
constexpr std::size_t kRoomForMore = sizeof "\n… and 1000000 more";

// At most `limit` bytes, cut between code points and marked as cut.
std::string cut(std::string text, std::size_t limit) {
  if (text.size() <= limit) return text;
  std::size_t end = limit < kEllipsis.size() ? 0 : limit - kEllipsis.size();
  const auto inside_code_point = [&] { return (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U; };
  while (end > 0 && inside_code_point()) --end;
  text.resize(end);
  return text += kEllipsis;
}

std::string line_of(const Problem& problem) {
  std::string line = fmt::format("[{}] ", problem.rule);
  if (!problem.field.empty()) line += problem.field + " ";
  line += problem.text + ".";
  if (!problem.fix.empty()) line += fmt::format(" Fix: {}.", problem.fix);
  return line;
}

// The policies' own words, then where they stand: each once.
std::string closing_lines(std::span<const Problem> problems) {
  std::vector<std::string> lines;
  const auto add = [&](std::string line) {
    if (!line.empty() && std::ranges::find(lines, line) == lines.end()) lines.push_back(std::move(line));
  };
  for (const Problem& problem : problems) add(problem.note);
  for (const Problem& problem : problems) {
    if (!problem.source.file.empty()) add(file_and_line(problem.source));
  }
  return lines.empty() ? std::string{} : fmt::format("\n{}", fmt::join(lines, "\n"));
}

std::span<const Problem> enforced(const Decision& decision) {
  const auto end = std::ranges::find_if(decision.problems, [](const Problem& p) { return p.mode != Mode::kEnforce; });
  return {decision.problems.begin(), end};
}

}  // namespace

bool Problem::same_as(const Problem& other) const {
  return policy == other.policy && check == other.check && subject == other.subject && value == other.value;
}

std::string warning_text(const Problem& problem) { return cut(line_of(problem), kLongestWarning); }

std::string denial_text(const Decision& decision) {
  if (decision.allowed) return {};
  const std::span<const Problem> problems = enforced(decision);
  std::string text = fmt::format("admission denied by tollgate ({} problem{})", problems.size(), problems.size() == 1 ? "" : "s");
  const std::string closing = cut(closing_lines(problems), kLongestDenial / 2);
  const std::size_t limit = kLongestDenial - closing.size() - kRoomForMore;
  std::size_t told = 0;
  for (; told < problems.size(); ++told) {
    std::string line = "\n" + line_of(problems[told]);
    const bool fits = text.size() + line.size() <= limit;
    if (!fits && told > 0) break;
    text += fits ? line : cut(std::move(line), limit - text.size());
  }
  if (told < problems.size()) text += fmt::format("\n{} and {} more", kEllipsis, problems.size() - told);
  return text + closing;
}

}  // namespace tollgate::policy
