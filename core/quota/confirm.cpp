#include "core/quota/confirm.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "core/model/gpu_units.h"
#include "core/quota/upkeep/conditions.h"
#include "core/quota/upkeep/mend.h"
#include "core/quota/upkeep/versions.h"

namespace tollgate::quota {
namespace {

std::vector<Cell> sum_of(const std::vector<Charge>& pods) {
  std::map<CellKey, std::int64_t> sums;
  for (const Charge& pod : pods) {
    for (const Cell& cell : pod.cells) {
      std::int64_t& sum = sums[cell.key];
      sum = (GpuUnits::units(sum) + GpuUnits::units(cell.amount)).count();  // stops at the limit instead of wrapping
    }
  }
  std::vector<Cell> cells;
  cells.reserve(sums.size());
  for (const auto& [key, amount] : sums) cells.push_back({key, amount});
  return cells;
}

class Reservations {
 public:
  Reservations(const Snapshot& snapshot, const Pass& pass) : snapshot_{snapshot}, pass_{pass} {
    for (const WaitingPod& pod : snapshot.waiting) waiting_.insert(pod.charge.uid);
  }

  void judge(Reservation reservation) {
    const std::string& uid = reservation.charge.uid;
    const int known = reservation.age;
    if (const auto age = pass_.ages.find(uid); age != pass_.ages.end()) {
      reservation.age = std::max(known, static_cast<int>(age->second.count()));
    }
    const bool waits = waiting_.contains(uid);
    const bool is_overdue = !waits && std::chrono::seconds{reservation.age} > pass_.ttl;
    if ((!waits && snapshot_.seen.contains(uid)) || (is_overdue && pass_.absent.contains(uid))) {
      worth_a_write_ = true;
      return;
    }
    if (is_overdue) overdue_.push_back(reservation);
    worth_a_write_ = worth_a_write_ || std::chrono::seconds{reservation.age - known} >= pass_.age_step;
    kept_.push_back(std::move(reservation));
  }

  [[nodiscard]] bool worth_a_write() const { return worth_a_write_; }
  std::vector<Reservation> kept() && { return std::move(kept_); }
  [[nodiscard]] const std::vector<Reservation>& overdue() const { return overdue_; }

 private:
  const Snapshot& snapshot_;
  const Pass& pass_;
  std::unordered_set<std::string_view> waiting_;  // uids
  std::vector<Reservation> kept_;
  std::vector<Reservation> overdue_;
  bool worth_a_write_ = false;
};

// What the ledger is to say, when all is counted; what confirming does not change stays.
void count(LedgerStatus& status, const Snapshot& snapshot, const Pass& pass, std::vector<Reservation> reservations) {
  status.waited = std::max(status.waited, static_cast<int>(pass.waited.count()));
  status.initialized = status.initialized || std::chrono::seconds{status.waited} >= pass.settle;
  if (status.initialized) status.waited = 0;
  status.epoch = pass.epoch;
  status.snapshot = snapshot.version;
  status.claims = snapshot.claims;
  status.cells = sum_of(snapshot.pods);
  status.reservations = std::move(reservations);
}

// By type, with the message: those that hold. One that does not hold may as well not stand there.
std::map<std::string_view, std::string_view> holding(const std::vector<Condition>& conditions) {
  std::map<std::string_view, std::string_view> holding;
  for (const Condition& condition : conditions)
    if (condition.holds) holding.emplace(condition.type, condition.message);
  return holding;
}

// Ages and the snapshot's number alone are not worth a write.
bool is_worth_a_write(const LedgerStatus& before, const LedgerStatus& after, const Pass& pass) {
  const bool is_first = !before.initialized && before.snapshot.empty();
  const bool has_waited = std::chrono::seconds{after.waited - before.waited} >= pass.age_step;
  return is_first || has_waited || after.initialized != before.initialized || after.epoch != before.epoch ||
         after.observed_generation != before.observed_generation || after.cells != before.cells ||
         holding(after.conditions) != holding(before.conditions);
}

}  // namespace

Result<void> may_confirm(const LedgerStatus& status, const Snapshot& snapshot, std::int64_t epoch) {
  if (!is_version(snapshot.version))
    return Error{ErrorCode::kInvalid, fmt::format("resourceVersion \"{}\" is no number", snapshot.version)};
  if (!snapshot.claims.empty() && !is_version(snapshot.claims))
    return Error{ErrorCode::kInvalid, fmt::format("resourceVersion \"{}\" is no number", snapshot.claims)};
  if (status.epoch > epoch) {
    return Error{ErrorCode::kConflict, fmt::format("epoch {} confirms this ledger, ours is {}", status.epoch, epoch)};
  }
  if (!status.snapshot.empty() && TRY(is_before(snapshot.version, status.snapshot))) {
    return Error{ErrorCode::kUnavailable, "the ledger was counted from newer pods than are seen here"};
  }
  // Versions of different collections are not compared with each other.
  if (is_version(status.claims) && (snapshot.claims.empty() || TRY(is_before(snapshot.claims, status.claims)))) {
    return Error{ErrorCode::kUnavailable, "the ledger was counted from newer claims than are seen here"};
  }
  return {};
}

Result<Confirmed> confirm(const Ledger& base, const Snapshot& snapshot, const Pass& pass) {
  TRY(may_confirm(base.status, snapshot, pass.epoch));
  Reservations reservations{snapshot, pass};
  for (const Reservation& reservation : base.status.reservations) reservations.judge(reservation);
  Confirmed confirmed{.overdue = reservations.overdue()};
  const bool changed = pass.rewrite || reservations.worth_a_write();
  Ledger next = base;
  count(next.status, snapshot, pass, std::move(reservations).kept());
  next.status.observed_generation = base.generation;
  next.status.conditions = conditions_of(next, pass.now);
  if (changed || is_worth_a_write(base.status, next.status, pass)) confirmed.next = std::move(next);
  return confirmed;
}

void ReservationClock::observe(const Ledger& ledger, std::chrono::nanoseconds now) {
  std::map<std::string, First, std::less<>> still;
  for (const Reservation& reservation : ledger.status.reservations) {
    const auto known = first_.find(reservation.charge.uid);
    const First first{now, std::chrono::seconds{reservation.age}};
    still.emplace(reservation.charge.uid, known == first_.end() ? first : known->second);
  }
  first_ = std::move(still);
  const LedgerStatus& status = ledger.status;
  if (status.initialized) {
    settling_.reset();
  } else if (!settling_ || is_new(status)) {
    settling_ = First{now, std::chrono::seconds{status.waited}};
  }
}

std::chrono::seconds ReservationClock::waited(std::chrono::nanoseconds now) const {
  if (!settling_) return std::chrono::seconds{0};
  return settling_->age + std::chrono::floor<std::chrono::seconds>(now - settling_->seen);
}

Ages ReservationClock::ages(const Ledger& ledger, std::chrono::nanoseconds now) const {
  Ages ages;
  for (const Reservation& reservation : ledger.status.reservations) {
    const auto first = first_.find(reservation.charge.uid);
    if (first == first_.end()) continue;
    ages.emplace(reservation.charge.uid, first->second.age + std::chrono::floor<std::chrono::seconds>(now - first->second.seen));
  }
  return ages;
}

}  // namespace tollgate::quota
