#include "core/reconcile/ledgers/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tollgate::reconcile {
namespace {

using quota::Ledger;
using quota::LedgerSpec;
using Names = std::set<std::string_view>;

Names teams_of(const LedgerSpec& spec) {
  Names names;
  for (const quota::TeamLimits& team : spec.teams) names.insert(team.name);
  return names;
}

// The first of the ledger's promises to a team that `is_wanted`, by team; empty: there is none.
template <class Wanted>
std::string_view promised_team(const Ledger& ledger, Wanted is_wanted) {
  for (const quota::Reservation& reservation : ledger.status.reservations) {
    const std::string& team = reservation.charge.cells.front().key.team;
    if (is_wanted(team)) return team;
  }
  return {};
}

// Which pods are counted in it and what they weigh: all but the limits.
bool counts_alike(const LedgerSpec& one, const LedgerSpec& other) {
  return one.pools == other.pools && one.weights == other.weights && teams_of(one) == teams_of(other);
}

bool is_counted(const Ledger& ledger) { return ledger.status.observed_generation == ledger.generation; }

bool is_empty(const Ledger& ledger) { return ledger.status.cells.empty() && ledger.status.reservations.empty(); }

class Planner {
 public:
  Planner(const DesiredLedgers& desired, const std::vector<ObservedLedger>& observed) : desired_{desired}, observed_{observed} {}

  LedgerPlan plan() && {
    Names present;
    for (const ObservedLedger& seen : observed_) {
      present.insert(seen.ledger.root);
      plan(seen);
    }
    for (const auto& [root, spec] : desired_.specs)
      if (!present.contains(root)) create(root, spec);
    return std::move(plan_);
  }

 private:
  void plan(const ObservedLedger& seen) {
    if (!seen.newer.empty()) return alarm(seen, "is left alone", seen.newer);
    if (!seen.broken.empty()) {
      alarm(seen, "cannot be read and is made anew", seen.broken);
      return remove(seen);
    }
    const auto wanted = desired_.specs.find(seen.ledger.root);
    if (wanted == desired_.specs.end()) return let_go(seen);
    if (seen.deleting) return replace(seen, wanted->second);
    keep(seen, wanted->second);
  }

  void create(const std::string& root, LedgerSpec spec) {
    const std::string reason = receives(root, spec);
    spec.frozen = !reason.empty();
    wait(root, reason);
    plan_.actions.push_back({.kind = LedgerAction::Kind::kCreate, .root = root, .spec = std::move(spec)});
  }

  void keep(const ObservedLedger& seen, LedgerSpec spec) {
    const std::string reason = frozen_because(seen.ledger, spec);
    spec.frozen = !reason.empty();
    wait(seen.ledger.root, reason);
    write(seen, std::move(spec));
  }

  // Deleted, but wanted: it goes when nothing is promised in it, and comes back empty and new.
  void replace(const ObservedLedger& seen, LedgerSpec spec) {
    spec.frozen = true;
    if (seen.ledger.spec.frozen && seen.ledger.status.reservations.empty()) return remove(seen);
    alarm(seen, "was deleted", "it is made anew when what it has promised has come or expired");
    wait(seen.ledger.root, "it was deleted");
    write(seen, std::move(spec));
  }

  // Its root is not in the policy any more, or has no quota. It keeps the limits it had, for as long as it is there.
  void let_go(const ObservedLedger& seen) {
    const Ledger& ledger = seen.ledger;
    const bool is_closed = ledger.spec.frozen && ledger.spec.policy_digest == desired_.digest;
    if (is_closed && is_counted(ledger) && is_empty(ledger)) return remove(seen);
    LedgerSpec spec = ledger.spec;
    spec.frozen = true;
    spec.policy_digest = desired_.digest;
    wait(ledger.root, "it is not in the policy any more and goes when it is empty");
    write(seen, std::move(spec));
  }

  void write(const ObservedLedger& seen, LedgerSpec spec) {
    const bool is_held = seen.held || seen.deleting;  // who is being deleted takes no finalizer
    if (spec == seen.ledger.spec && is_held) return;
    plan_.actions.push_back({.kind = LedgerAction::Kind::kWriteSpec,
                             .root = seen.ledger.root,
                             .repairs = !is_held || is_edited(seen.ledger.spec, spec),
                             .seen = &seen});
    plan_.actions.back().spec = std::move(spec);
  }

  // The same policy wrote something else into it.
  static bool is_edited(LedgerSpec stored, const LedgerSpec& wanted) {
    stored.frozen = wanted.frozen;
    return stored.policy_digest == wanted.policy_digest && stored != wanted;
  }

  void alarm(const ObservedLedger& seen, std::string_view what, std::string_view why) {
    plan_.alarms.push_back(fmt::format("quota ledger {} {}: {}", seen.ledger.root, what, why));
  }

  void remove(const ObservedLedger& seen) {
    plan_.actions.push_back({.kind = LedgerAction::Kind::kRemove, .root = seen.ledger.root, .seen = &seen});
  }

  // Empty: it may grant.
  [[nodiscard]] std::string frozen_because(const Ledger& ledger, const LedgerSpec& wanted) const {
    if (!counts_alike(ledger.spec, wanted)) return "its pods are to be counted by other rules";
    const bool is_right = is_counted(ledger) && ledger.spec.policy_digest == wanted.policy_digest;
    if (ledger.spec.frozen && !is_right) return "its pods are being counted";
    const Names own = teams_of(wanted);
    const auto is_foreign = [&own](const std::string& team) { return !own.contains(team); };
    if (const auto team = promised_team(ledger, is_foreign); !team.empty())
      return fmt::format("it has promises of team {}, which has left it", team);
    return receives(ledger.root, wanted);
  }

  // Why the ledger waits for others to give up teams that are its own now.
  [[nodiscard]] std::string receives(const std::string& root, const LedgerSpec& wanted) const {
    const Names own = teams_of(wanted);
    const auto is_own = [&own](std::string_view team) { return own.contains(team); };
    for (const ObservedLedger& other : observed_) {
      if (other.ledger.root == root) continue;
      const Names theirs = teams_of(other.ledger.spec);
      const auto listed = std::ranges::find_if(theirs, is_own);
      const std::string_view team = listed == theirs.end() ? promised_team(other.ledger, is_own) : *listed;
      if (!team.empty()) return fmt::format("team {} moves here from {}", team, other.ledger.root);
    }
    return {};
  }

  void wait(std::string_view root, const std::string& reason) {
    if (!reason.empty()) plan_.waiting.push_back(fmt::format("quota ledger {} grants nothing: {}", root, reason));
  }

  const DesiredLedgers& desired_;
  const std::vector<ObservedLedger>& observed_;
  LedgerPlan plan_;
};

}  // namespace

LedgerPlan plan_ledgers(const DesiredLedgers& desired, const std::vector<ObservedLedger>& observed) {
  return Planner{desired, observed}.plan();
}

bool lets_grant_again(const ObservedLedger& seen, const LedgerSpec& spec) { return seen.ledger.spec.frozen && !spec.frozen; }

std::string describe(const LedgerAction& action) {
  switch (action.kind) {
    case LedgerAction::Kind::kCreate: return fmt::format("quota ledger {}: created", action.root);
    case LedgerAction::Kind::kRemove: return fmt::format("quota ledger {}: removed", action.root);
    case LedgerAction::Kind::kWriteSpec: break;
  }
  return fmt::format("quota ledger {}: {}{}", action.root, action.repairs ? "repaired" : "limits written",
                     action.spec.frozen ? ", frozen" : "");
}

}  // namespace tollgate::reconcile
