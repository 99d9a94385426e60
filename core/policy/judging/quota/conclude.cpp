#include "core/policy/judging/quota/conclude.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/policy/gpu/text/shortfall_text.h"

namespace tollgate::policy {
namespace {

void try_again(const PendingCharge& pending, const std::string& reason, Decision& decision) {
  Problem& problem = decision.problems.emplace_back(pending.refusal);
  problem.mode = Mode::kEnforce;
  problem.check = "unavailable";
  problem.text = fmt::format("the GPU quota cannot be counted right now: {}", reason);
  problem.fix = "try again";
  settle(decision);
  decision.code = 503;
}

// "vision 56 -> 64 of 64 GPU": what the grant did, for people.
std::string grant_text(const PendingCharge& pending, const quota::Answer& answer) {
  std::string text =
      fmt::format("team {}: {} -> {}", pending.charge.cells.front().key.team, answer.before.to_text(), answer.after.to_text());
  if (pending.ceiling) text += fmt::format(" of {}", pending.ceiling->to_text());
  return text + " GPU";
}

}  // namespace

void settle(Decision& decision) {
  std::ranges::stable_sort(decision.problems, {}, &Problem::mode);
  decision.warnings.clear();
  for (const Problem& problem : decision.problems) {
    if (problem.mode == Mode::kWarn) decision.warnings.push_back(warning_text(problem));
  }
  if (decision.problems.empty() || decision.problems.front().mode != Mode::kEnforce) return;
  decision.allowed = false;
  decision.code = 403;
}

void conclude(Decision& decision, const quota::Answer& answer, const QuotaView& quota) {
  const PendingCharge pending = *std::exchange(decision.pending, std::nullopt);
  if (answer.outcome == quota::Outcome::kCapped || answer.outcome == quota::Outcome::kUnable) {
    return try_again(pending, answer.reason, decision);
  }
  describe(answer.shortfalls, pending, quota, decision.problems);
  settle(decision);
  if (!decision.allowed) return;
  decision.grant = QuotaGrant{.before = answer.before, .after = answer.after};
  if (pending.tells && answer.outcome == quota::Outcome::kReserved) decision.warnings.push_back(grant_text(pending, answer));
}

}  // namespace tollgate::policy
