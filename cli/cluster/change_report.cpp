#include "cli/cluster/change_report.h"

#include <fmt/format.h>

#include <ostream>
#include <string_view>
#include <utility>

#include "adapters/json/writer.h"

namespace tollgate::cli {
namespace {

using Lines = std::vector<ChangeReport::Line>;

std::string whole(const ChangeReport::Line& line) {
  std::string text = line.where.empty() ? line.text : line.where + ": " + line.text;
  if (!line.failure.empty()) text += ": failed: " + line.failure;
  return text;
}

void write_lines(std::string_view title, const Lines& lines, std::ostream& out) {
  for (const ChangeReport::Line& line : lines) out << title << whole(line) << '\n';
}

void write_lines(std::string_view name, const Lines& lines, json::Writer& json) {
  json.key(name).begin_array();
  for (const ChangeReport::Line& line : lines) {
    json.begin_object().field("where", line.where).field("what", line.text);
    if (!line.failure.empty()) json.field("failure", line.failure);
    json.end_object();
  }
  json.end_array();
}

std::string failure_of(const SlurmPass& pass, std::size_t action) {
  const bool failed = action < pass.outcomes.size() && !pass.outcomes[action];
  return failed ? pass.outcomes[action].error().message : std::string{};
}

}  // namespace

void ChangeReport::add(const std::string& cluster, const SlurmPass& pass) {
  const std::string where = "slurm " + cluster;
  for (std::size_t i = 0; i < pass.plan.actions.size(); ++i)
    changes.push_back({where, describe(pass.plan.actions[i]), failure_of(pass, i)});
  for (const std::string& change : pass.not_in_force) changes.push_back({where, change, "not in force after it was applied"});
  for (const std::string& text : pass.plan.refused) refused.push_back({where, text, {}});
  for (const std::string& text : pass.plan.kept) kept.push_back({where, text, {}});
  if (pass.held)
    held.push_back({where,
                    fmt::format("{} of {} associations would be removed; only `tollgate apply --force` does it",
                                pass.plan.removals, pass.plan.existing),
                    {}});
}

void write_text(const ChangeReport& report, std::ostream& out) {
  write_lines("", report.changes, out);
  write_lines("refused: ", report.refused, out);
  write_lines("kept: ", report.kept, out);
  write_lines("held: ", report.held, out);
}

void write_json(const ChangeReport& report, std::ostream& out) {
  json::Writer json;
  json.begin_object();
  write_lines("changes", report.changes, json);
  write_lines("refused", report.refused, json);
  write_lines("kept", report.kept, json);
  write_lines("held", report.held, json);
  write_lines("unreachable", report.unreachable, json);
  json.end_object();
  out << std::move(json).take() << '\n';
}

}  // namespace tollgate::cli
