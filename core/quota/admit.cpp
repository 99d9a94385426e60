#include "core/quota/admit.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace tollgate::quota {
namespace {

// Who owns it, within its namespace: references to owners lead nowhere else, and whoever forges one in his own namespace must
// not fill the cap of an owner in another.
std::string owner_key(const Charge& charge) { return charge.name.substr(0, charge.name.find('/') + 1) + charge.owner; }

class RunningCopy {
 public:
  RunningCopy(const Ledger& base, Usage usage, const Caps& caps) : ledger_{base}, usage_{std::move(usage)}, caps_{caps} {
    for (const Reservation& reservation : base.status.reservations) count(reservation.charge);
  }

  Answer judge(const Waiter& waiter) {
    const Charge& charge = waiter.charge;
    Answer answer;
    answer.before = answer.after = usage_.at(charge.cells.front().key.team).charged();
    if (uids_.contains(charge.uid)) {
      answer.outcome = Outcome::kHeld;
      return answer;
    }
    auto shortfalls = evaluate(ledger_, usage_, charge);
    if (!shortfalls.ok()) return refused(Outcome::kUnable, shortfalls.error().message);
    answer.shortfalls = std::move(*shortfalls);
    if (waiter.limited && !answer.shortfalls.empty()) {
      answer.outcome = Outcome::kShort;
      return answer;
    }
    if (const std::string reason = over_cap(charge); !reason.empty()) return refused(Outcome::kCapped, reason);
    reserve(charge);
    answer.outcome = Outcome::kReserved;
    answer.after = usage_.at(charge.cells.front().key.team).charged();
    return answer;
  }

  std::optional<Ledger> take() && { return changed_ ? std::optional{std::move(ledger_)} : std::nullopt; }

 private:
  static Answer refused(Outcome outcome, std::string reason) { return {.outcome = outcome, .reason = std::move(reason)}; }

  std::string over_cap(const Charge& charge) const {
    const std::string& team = charge.cells.front().key.team;
    if (outstanding("team", team) >= caps_.per_team) {
      return fmt::format("{} pods of team {} were admitted and have not appeared yet", caps_.per_team, team);
    }
    if (!charge.owner.empty() && outstanding("owner", owner_key(charge)) >= caps_.per_owner) {
      return fmt::format("{} pods of this owner were admitted and have not appeared yet", caps_.per_owner);
    }
    return {};
  }

  void reserve(const Charge& charge) {
    usage_.reserve(charge);
    ledger_.status.reservations.push_back({charge, 0});
    count(charge);
    changed_ = true;
  }

  void count(const Charge& charge) {
    uids_.insert(charge.uid);
    ++outstanding_[{"team", charge.cells.front().key.team}];
    ++outstanding_[{"owner", owner_key(charge)}];
  }

  std::size_t outstanding(const std::string& kind, const std::string& name) const {
    const auto found = outstanding_.find({kind, name});
    return found == outstanding_.end() ? 0 : found->second;
  }

  Ledger ledger_;
  Usage usage_;
  const Caps& caps_;
  std::set<std::string, std::less<>> uids_;
  std::map<std::pair<std::string, std::string>, std::size_t> outstanding_;
  bool changed_ = false;
};

}  // namespace

Round admit(const Ledger& base, std::span<const Waiter> waiters, const Caps& caps) {
  Round round;
  auto usage = Usage::of(base);
  if (!usage.ok()) {
    round.answers.assign(waiters.size(), {.outcome = Outcome::kUnable, .reason = usage.error().message});
    return round;
  }
  RunningCopy running{base, std::move(usage).value(), caps};
  round.answers.reserve(waiters.size());
  for (const Waiter& waiter : waiters) round.answers.push_back(running.judge(waiter));
  round.next = std::move(running).take();
  return round;
}

}  // namespace tollgate::quota
