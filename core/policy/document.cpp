#include "core/policy/document.h"

#include <fmt/core.h>

#include <algorithm>

namespace tollgate::policy {

std::string file_and_line(const Position& at) { return at.line == 0 ? at.file : fmt::format("{}:{}", at.file, at.line); }

const Node* Node::find(std::string_view key) const {
  const auto found = std::ranges::find_if(entries, [&](const Entry& entry) { return entry.key.text == key; });
  return found == entries.end() ? nullptr : &found->value;
}

std::string to_text(const Mistake& mistake, std::string_view severity) {
  const Position& at = mistake.at;
  if (at.file.empty()) return fmt::format("{}: {}", severity, mistake.text);
  if (at.line == 0) return fmt::format("{}: {}: {}", at.file, severity, mistake.text);
  return fmt::format("{}:{}:{}: {}: {}", at.file, at.line, at.column, severity, mistake.text);
}

}  // namespace tollgate::policy
