#include "controller/slurm_report.h"

#include <fmt/format.h>

#include <utility>

namespace tollgate::controller {

SlurmReport::SlurmReport(std::string cluster, Log& log, telemetry::Metrics& metrics)
    : cluster_{std::move(cluster)},
      log_{log},
      writes_{metrics.counter("tollgate_slurm_changes_total", "Changes made in Slurm's accounting.", {{"cluster", cluster_}})},
      pending_{metrics.gauge("tollgate_slurm_pending_changes", "Changes the last pass left to do.", {{"cluster", cluster_}})},
      refused_{metrics.gauge("tollgate_slurm_refused", "What the policy wants and Slurm cannot give.", {{"cluster", cluster_}})} {
}

void SlurmReport::failed(const Error& error) {
  if (away_ != error.message) log_.warning("slurm cannot be reconciled", {{"cluster", cluster_}, {"error", error.message}});
  away_ = error.message;
}

void SlurmReport::done(const SlurmPass& pass) {
  if (!std::exchange(away_, {}).empty()) log_.info("slurm can be reconciled again", {{"cluster", cluster_}});
  tell_outcomes(pass);
  tell_states(pass);
}

void SlurmReport::tell_outcomes(const SlurmPass& pass) {
  for (std::size_t i = 0; i < pass.outcomes.size(); ++i) {
    if (!pass.outcomes[i]) continue;
    writes_.add();
    log_.info("slurm changed", {{"cluster", cluster_}, {"change", describe(pass.plan.actions[i])}});
  }
  pending_.set(static_cast<double>(pass.held ? pass.plan.actions.size() : pass.not_in_force.size()));
  refused_.set(static_cast<double>(pass.plan.refused.size()));
}

void SlurmReport::tell_states(const SlurmPass& pass) {
  std::vector<std::string> problems = pass.plan.refused;
  for (std::size_t i = 0; i < pass.outcomes.size(); ++i)
    if (!pass.outcomes[i])
      problems.push_back(fmt::format("{}: {}", describe(pass.plan.actions[i]), pass.outcomes[i].error().message));
  for (const std::string& change : pass.not_in_force) problems.push_back("not in force: " + change);
  if (pass.held)
    problems.push_back(fmt::format("held: {} of {} associations would be removed; `tollgate apply --force` does it",
                                   pass.plan.removals, pass.plan.existing));
  for (const std::string& problem : problems_.news(problems))
    log_.warning("slurm differs", {{"cluster", cluster_}, {"problem", problem}});
  for (const std::string& line : kept_.news(pass.plan.kept)) log_.info("slurm keeps", {{"cluster", cluster_}, {"what", line}});
}

}  // namespace tollgate::controller
