#include "core/quota/confirm.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/model/gpu_units.h"

namespace tollgate::quota {
namespace {

// resourceVersions of one kind of object are numbers of any length, and those order them.
Result<std::string_view> number_of(std::string_view version) {
  const bool is_number = !version.empty() && std::ranges::all_of(version, [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) return Error{ErrorCode::kInvalid, fmt::format("resourceVersion \"{}\" is no number", version)};
  version.remove_prefix(std::min(version.find_first_not_of('0'), version.size()));
  return version;
}

Result<bool> is_before(std::string_view one, std::string_view other) {
  const std::string_view a = TRY(number_of(one));
  const std::string_view b = TRY(number_of(other));
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

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
  Reservations(const Snapshot& snapshot, const Pass& pass) : snapshot_{snapshot}, pass_{pass} {}

  void judge(Reservation reservation) {
    const std::string& uid = reservation.charge.uid;
    const int known = reservation.age;
    if (const auto age = pass_.ages.find(uid); age != pass_.ages.end()) {
      reservation.age = std::max(known, static_cast<int>(age->second.count()));
    }
    const bool is_overdue = std::chrono::seconds{reservation.age} > pass_.ttl;
    if (snapshot_.seen.contains(uid) || (is_overdue && pass_.absent.contains(uid))) {
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
  std::vector<Reservation> kept_;
  std::vector<Reservation> overdue_;
  bool worth_a_write_ = false;
};

Result<void> may_confirm(const LedgerStatus& status, const Snapshot& snapshot, const Pass& pass) {
  if (status.epoch > pass.epoch) {
    return Error{ErrorCode::kConflict, fmt::format("epoch {} confirms this ledger, ours is {}", status.epoch, pass.epoch)};
  }
  if (!status.snapshot.empty() && TRY(is_before(snapshot.version, status.snapshot))) {
    return Error{ErrorCode::kUnavailable, "the ledger was counted from newer pods than are seen here"};
  }
  return {};
}

}  // namespace

Result<Confirmed> confirm(const Ledger& base, const Snapshot& snapshot, const Pass& pass) {
  TRY(number_of(snapshot.version));
  TRY(may_confirm(base.status, snapshot, pass));
  Reservations reservations{snapshot, pass};
  for (const Reservation& reservation : base.status.reservations) reservations.judge(reservation);
  Confirmed confirmed{.overdue = reservations.overdue()};
  std::vector<Cell> cells = sum_of(snapshot.pods);
  const bool changed = !base.status.initialized || base.status.epoch < pass.epoch || cells != base.status.cells ||
                       base.status.observed_generation != base.generation;
  if (!changed && !reservations.worth_a_write()) return confirmed;
  confirmed.next = base;
  confirmed.next->status = {.initialized = true,
                            .epoch = pass.epoch,
                            .snapshot = snapshot.version,
                            .observed_generation = base.generation,
                            .cells = std::move(cells),
                            .reservations = std::move(reservations).kept()};
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
