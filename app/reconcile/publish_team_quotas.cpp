#include "app/reconcile/publish_team_quotas.h"

#include <fmt/format.h>

#include <utility>

namespace tollgate::reconcile {
namespace {

std::string failure(std::string_view what, std::string_view team, const Error& error) {
  return fmt::format("{} the quota of {}: {}", what, team, error.message);
}

// The next write would wait as long in vain.
bool is_away(const Error& error) { return error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kOutcomeUnknown; }

}  // namespace

PublishTeamQuotas::Outcome PublishTeamQuotas::pass(const std::vector<std::string>& roots) {
  Outcome outcome;
  relist(outcome);
  if (!listed_) return outcome;
  bool complete = true;
  Quotas wanted;
  for (const std::string& root : roots) {
    const auto ledger = needs_.ledgers.cached(root);
    if (ledger != nullptr) project(*ledger, seen_[root], outcome);
    const auto seen = seen_.find(root);
    if (seen == seen_.end() || seen->second.version.empty()) {
      complete = false;
      continue;
    }
    wanted.insert(seen->second.teams.begin(), seen->second.teams.end());  // of a team that moves, the first root's
  }
  write(wanted, outcome);
  if (complete) remove_others(wanted, outcome);
  return outcome;
}

// What is shown now: at first, and again after a while.
void PublishTeamQuotas::relist(Outcome& outcome) {
  const std::chrono::nanoseconds now = needs_.clock.monotonic();
  if (listed_ && now - listed_at_ < settings_.relist) return;
  Result<std::vector<quota::TeamQuota>> found = needs_.shown.list();
  if (!found) {
    outcome.failures.push_back(std::move(found).error().during("listing the teams' quotas").message);
    return;
  }
  shown_.clear();
  for (quota::TeamQuota& quota : *found) {
    std::string team = quota.team;
    shown_.insert_or_assign(std::move(team), std::move(quota));
  }
  listed_ = true;
  listed_at_ = now;
}

// The teams stay as they were when neither the ledger nor the pods have changed, or they cannot be summed up now.
void PublishTeamQuotas::project(const quota::Ledger& ledger, Seen& seen, Outcome& outcome) {
  const std::uint64_t revision = needs_.pods.revision();
  if (seen.version == ledger.version && seen.revision == revision) return;
  const auto holdings = needs_.pods.holdings(ledger);
  if (!holdings) return;
  auto quotas = quota::team_quotas(ledger, *holdings);
  if (!quotas) {
    outcome.failures.push_back(failure("summing up", ledger.root, quotas.error()));
    return;
  }
  seen = {.version = ledger.version, .revision = revision};
  for (quota::TeamQuota& quota : *quotas) {
    std::string team = quota.team;
    seen.teams.insert_or_assign(std::move(team), std::move(quota));
  }
}

void PublishTeamQuotas::write(const Quotas& wanted, Outcome& outcome) {
  for (const auto& [team, quota] : wanted) {
    if (const auto shown = shown_.find(team); shown != shown_.end() && shown->second == quota) continue;
    if (const Result<void> written = needs_.shown.write(quota); !written) {
      outcome.failures.push_back(failure("writing", team, written.error()));
      shown_.erase(team);  // it may have been written: once more
      if (is_away(written.error())) return;
      continue;
    }
    shown_.insert_or_assign(team, quota);
    ++outcome.written;
  }
}

void PublishTeamQuotas::remove_others(const Quotas& wanted, Outcome& outcome) {
  for (auto at = shown_.begin(); at != shown_.end();) {
    if (wanted.contains(at->first)) {
      ++at;
    } else if (const Result<void> removed = needs_.shown.remove(at->first); !removed) {
      outcome.failures.push_back(failure("removing", at->first, removed.error()));
      if (is_away(removed.error())) return;
      ++at;
    } else {
      at = shown_.erase(at);
      ++outcome.removed;
    }
  }
}

}  // namespace tollgate::reconcile
