#include "core/quota/queue.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/quota/queue_line.h"

namespace tollgate::quota {
namespace {

// Without promises for what a waiting pod no longer asks for. Nobody lets it in by the old one: its resourceVersion is another.
Ledger without_outdated(Ledger ledger, const std::vector<WaitingPod>& waiting) {
  std::unordered_map<std::string_view, const Charge*> wanted;
  for (const WaitingPod& pod : waiting) wanted.emplace(pod.charge.uid, &pod.charge);
  std::erase_if(ledger.status.reservations, [&](const Reservation& reservation) {
    const auto pod = wanted.find(reservation.charge.uid);
    return pod != wanted.end() && pod->second->cells != reservation.charge.cells;
  });
  return ledger;
}

Result<void> grants(const Ledger& ledger, std::int64_t epoch) {
  if (ledger.status.epoch != epoch) return Error{ErrorCode::kUnavailable, "the ledger was not claimed yet"};
  if (!ledger.status.initialized) return Error{ErrorCode::kUnavailable, "the ledger was not counted yet"};
  if (ledger.spec.frozen) return Error{ErrorCode::kUnavailable, "the ledger is frozen"};
  return {};
}

// Who is let in, from the front of the line on.
class Doorkeeper {
 public:
  // All outlive it. `usage` is the base's.
  Doorkeeper(const Ledger& base, Usage usage, std::size_t most_promised)
      : base_{base},
        empty_{emptied(base)},
        usage_{std::move(usage)},
        most_promised_{most_promised},
        promised_{base.status.reservations.size()} {}

  // Why the unit goes on waiting; empty: it was let in, and counts from now on.
  std::string refusal(const QueueUnit& unit) {
    if (!unit.complete) {
      return fmt::format("{} of the {} pods that start together are there", unit.pods.size(), unit.first().standing.gang_size);
    }
    if (const HeldBack* held = held_.before(unit); held != nullptr) {
      return fmt::format("behind {}, for the quota of {}", held->by, held->limit);
    }
    if (promised_ > 0 && promised_ + unit.pods.size() > most_promised_) {
      return fmt::format("{} pods before it were let in and not seen to run yet", promised_);
    }
    const auto shortfalls = fit(unit, usage_);
    if (!shortfalls.ok()) return shortfalls.error().message;
    if (!shortfalls->empty()) return shortage(unit, *shortfalls);
    promised_ += unit.pods.size();
    return {};
  }

 private:
  // What the first pod that does not fit is short of. Nothing of the unit is in `usage` then, else all of it.
  Result<std::vector<Shortfall>> fit(const QueueUnit& unit, Usage& usage) const {
    if (unit.pods.size() == 1) return fit_one_by_one(unit, usage);
    Usage trial = usage;
    std::vector<Shortfall> shortfalls = TRY(fit_one_by_one(unit, trial));
    if (shortfalls.empty()) usage = std::move(trial);
    return shortfalls;
  }

  Result<std::vector<Shortfall>> fit_one_by_one(const QueueUnit& unit, Usage& usage) const {
    for (const WaitingPod* pod : unit.pods) {
      std::vector<Shortfall> shortfalls = TRY(evaluate(base_, usage, pod->charge));
      if (!shortfalls.empty()) return shortfalls;
      usage.reserve(pod->charge);
    }
    return std::vector<Shortfall>{};
  }

  std::string shortage(const QueueUnit& unit, const std::vector<Shortfall>& shortfalls) {
    if (const auto limit = never_fits(unit)) {
      return fmt::format("it can never fit: needs {} GPU, {} may have {}", wanted(unit, *limit).to_text(), holder_of(*limit),
                         limit->limit.to_text());
    }
    held_.hold(unit, shortfalls);
    const Shortfall& first = shortfalls.front();
    const GpuUnits free =
        std::max(GpuUnits{}, first.limit - usage_.at(first.team, dimension_of(first.bound), first.key).charged());
    return fmt::format("needs {} GPU, {} has {} of {} free{}", wanted(unit, first).to_text(), holder_of(first), free.to_text(),
                       first.limit.to_text(), first.bound == Bound::kGuarantee ? " beside what other teams are guaranteed" : "");
  }

  // The limit that is too small even when nobody uses anything.
  std::optional<Shortfall> never_fits(const QueueUnit& unit) const {
    auto unused = Usage::of(empty_);
    if (!unused.ok()) return std::nullopt;
    const auto shortfalls = fit(unit, *unused);
    return shortfalls.ok() && !shortfalls->empty() ? std::optional{shortfalls->front()} : std::nullopt;
  }

  GpuUnits wanted(const QueueUnit& unit, const Shortfall& shortfall) const {
    if (shortfall.bound == Bound::kPod) return shortfall.requested;
    return shortfall.bound == Bound::kModel ? gpus_of(base_.spec, unit, shortfall.key) : gpus_of(base_.spec, unit);
  }

  const Ledger& base_;
  const Ledger empty_;
  Usage usage_;
  HeldLimits held_{base_.spec, usage_};
  std::size_t most_promised_;
  std::size_t promised_;
};

// Those that may be let in as it is: what they will hold is promised, or is nothing.
void take_out_promised(const Ledger& base, std::vector<WaitingPod>& waiting, std::set<std::string, std::less<>>& begun,
                       std::vector<WaitingPod>& lifts) {
  std::unordered_set<std::string_view> promised;
  for (const Reservation& reservation : base.status.reservations) promised.insert(reservation.charge.uid);
  std::erase_if(waiting, [&](const WaitingPod& pod) {
    if (!pod.charge.cells.empty() && !promised.contains(pod.charge.uid)) return false;
    if (!pod.standing.gang.empty()) begun.insert(pod.standing.gang);
    lifts.push_back(pod);
    return true;
  });
}

}  // namespace

Result<LiftPlan> plan_lifts(const Ledger& ledger, const Snapshot& snapshot, std::int64_t epoch, std::size_t most_promised) {
  TRY(may_confirm(ledger.status, snapshot, epoch));
  TRY(grants(ledger, epoch));
  const Ledger base = without_outdated(ledger, snapshot.waiting);
  std::vector<WaitingPod> undecided = snapshot.waiting;
  std::set<std::string, std::less<>> begun = snapshot.begun;
  LiftPlan plan;
  take_out_promised(base, undecided, begun, plan.lifts);

  Ledger next = base;
  Doorkeeper doorkeeper{base, TRY(Usage::of(base)), most_promised};
  for (const QueueUnit& unit : in_order(undecided, begun)) {
    const std::string why = doorkeeper.refusal(unit);
    if (!why.empty()) ++plan.places;
    for (const WaitingPod* pod : unit.pods) {
      if (!why.empty()) {
        plan.waiting.push_back({*pod, plan.places, why});
      } else {
        plan.lifts.push_back(*pod);
        next.status.reservations.push_back({pod->charge, 0});
      }
    }
  }
  if (next.status.reservations != ledger.status.reservations) plan.next = std::move(next);
  return plan;
}

std::string waiting_text(const LiftPlan& plan, const Waits& one, std::string_view root) {
  return fmt::format("place {} of {} in the queue of {}: {}", one.place, plan.places, root, one.why);
}

}  // namespace tollgate::quota
