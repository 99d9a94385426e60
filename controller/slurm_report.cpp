#include "controller/slurm_report.h"

#include <fmt/format.h>

#include <utility>

namespace tollgate::controller {
namespace {

// Why no more was tried, when Slurm went away in the middle of a pass.
const Error* broken_off(const SlurmPass& pass) {
  for (const Result<void>& outcome : pass.outcomes)
    if (!outcome && (outcome.error().code == ErrorCode::kUnavailable || outcome.error().code == ErrorCode::kForbidden))
      return &outcome.error();
  return nullptr;
}

}  // namespace

SlurmReport::SlurmReport(std::string cluster, Log& log, telemetry::Metrics& metrics)
    : cluster_{std::move(cluster)},
      log_{log},
      writes_{metrics.counter("tollgate_slurm_changes_total", "Changes made in Slurm's accounting.", {{"cluster", cluster_}})},
      pending_{metrics.gauge("tollgate_slurm_pending_changes", "Changes the last pass left to do.", {{"cluster", cluster_}})},
      refused_{metrics.gauge("tollgate_slurm_refused", "What the policy wants and Slurm cannot give.", {{"cluster", cluster_}})} {
}

void SlurmReport::failed(const Error& error) {
  if (away_ != error.code) log_.warning("slurm cannot be reconciled", {{"cluster", cluster_}, {"error", error.message}});
  away_ = error.code;
}

void SlurmReport::done(const SlurmPass& pass) {
  tell_changes(pass);
  pending_.set(static_cast<double>(pass.held ? pass.plan.actions.size() : pass.not_in_force.size()));
  refused_.set(static_cast<double>(pass.plan.refused.size()));
  if (const Error* error = broken_off(pass)) return failed(*error);
  if (std::exchange(away_, std::nullopt)) log_.info("slurm can be reconciled again", {{"cluster", cluster_}});
  tell_states(pass);
}

void SlurmReport::tell_changes(const SlurmPass& pass) {
  for (std::size_t i = 0; i < pass.outcomes.size(); ++i) {
    if (!pass.outcomes[i]) continue;
    writes_.add();
    log_.info("slurm changed", {{"cluster", cluster_}, {"change", describe(pass.plan.actions[i])}});
  }
}

void SlurmReport::tell_states(const SlurmPass& pass) {
  std::vector<std::string> problems = pass.plan.refused;
  for (std::size_t i = 0; i < pass.outcomes.size(); ++i)
    if (!pass.outcomes[i])
      problems.push_back(fmt::format("{}: {}", describe(pass.plan.actions[i]), pass.outcomes[i].error().message));
  const bool all_done = problems.size() == pass.plan.refused.size();
  for (const std::string& change : pass.not_in_force)
    if (all_done) problems.push_back("not in force: " + change);
  if (pass.held)
    problems.push_back(fmt::format("held: {} of {} associations would be removed; `tollgate apply --force` does it",
                                   pass.plan.removals, pass.plan.existing));
  for (const std::string& problem : problems_.news(problems))
    log_.warning("slurm differs", {{"cluster", cluster_}, {"problem", problem}});
  for (const std::string& line : kept_.news(pass.plan.kept)) log_.info("slurm keeps", {{"cluster", cluster_}, {"what", line}});
}

}  // namespace tollgate::controller
