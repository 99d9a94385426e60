#include "tests/model/quota/invariants.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace tollgate::model_test {
namespace {

bool may_hold(const World& world, const Pod& pod) {
  return pod.state == Pod::State::kLive || (pod.stored && world.can_still_come(pod));
}

template <std::size_t N>
void raise(std::array<std::int64_t, N>& to, const std::array<std::int64_t, N>& least) {
  for (std::size_t i = 0; i < N; ++i) to[i] = std::max(to[i], least[i]);
}

template <std::size_t N>
void add(std::array<std::int64_t, N>& to, const std::array<std::int64_t, N>& more) {
  for (std::size_t i = 0; i < N; ++i) to[i] += more[i];
}

Version snapshot_of(const quota::LedgerStatus& status) { return status.snapshot.empty() ? 0 : std::stoull(status.snapshot); }

std::string gpus(std::int64_t units) {
  return fmt::format("{:.3f}", static_cast<double>(units) / static_cast<double>(quota::GpuUnits::kPerGpu));
}

}  // namespace

Outlook outlook(const World& world, const Limits& limits) {
  std::vector<const Pod*> pods;
  pods.reserve(world.active().size());
  for (const PodId id : world.active()) {
    if (may_hold(world, world.pods()[id])) pods.push_back(&world.pods()[id]);
  }
  std::ranges::sort(pods, {}, [](const Pod* pod) -> const std::string& { return pod->charge.name; });
  Outlook outlook;
  for (auto first = pods.begin(); first != pods.end();) {
    Outlook largest;
    auto next = first;
    for (; next != pods.end() && (*next)->charge.name == (*first)->charge.name; ++next) {
      const Holding& holding = (*next)->holding;
      Outlook one;
      limits.add(holding, one.sums);
      one.own[holding.team] = limits.weight_of(holding);
      raise(largest.sums, one.sums);
      raise(largest.own, one.own);
    }
    add(outlook.sums, largest.sums);
    add(outlook.own, largest.own);
    first = next;
  }
  return outlook;
}

std::map<quota::CellKey, std::int64_t> cells_at(const World& world, Version version) {
  std::map<quota::CellKey, std::int64_t> cells;
  for (const Pod& pod : world.pods()) {
    const bool held = pod.created != 0 && pod.created <= version && (pod.ended == 0 || pod.ended > version);
    if (!held) continue;
    for (const quota::Cell& cell : pod.charge.cells) cells[cell.key] += cell.amount;
  }
  return cells;
}

void Invariants::check() {
  if (std::exchange(changes_, world_.changes()) == world_.changes()) return;
  const Result<quota::Ledger> ledger = world_.read();
  if (!ledger) {
    before_ = {};
    return;
  }
  check_limits(ledger->spec);
  if (ledger->status.initialized) {
    check_coverage(ledger->status);
    if (std::exchange(ledger_, ledger->version) != ledger->version) check_counted(ledger->status);
  }
  check_order(ledger->status);
  if (settings_.trace && !world_.problem().empty()) show(*ledger);
}

void Invariants::show(const quota::Ledger& ledger) const {
  const Limits limits{ledger.spec};
  const Outlook outlook = model_test::outlook(world_, limits);
  for (std::size_t i = 0; i < kTeams; ++i) {
    const quota::TeamLimits& team = ledger.spec.teams[i];
    world_.trace(fmt::format("  {}: ceiling {}, guaranteed {}, outlook {}, allowed {}, own {}, spoken for {}", team.name,
                             team.gpus->to_text(), team.guaranteed.to_text(), gpus(outlook.sums[i * kBucketsEach]),
                             gpus(allowance_[i * kBucketsEach]), gpus(outlook.own[i]), gpus(limits.spoken_for(i, outlook))));
  }
  for (const quota::Reservation& reservation : ledger.status.reservations) {
    for (const quota::Cell& cell : reservation.charge.cells) {
      world_.trace(fmt::format("  {} {}: {} {} {} {} x{}, age {}", reservation.charge.uid, reservation.charge.name, cell.key.team,
                               cell.key.user, cell.key.job_type, cell.key.resource, cell.amount, reservation.age));
    }
  }
}

void Invariants::check_limits(const quota::LedgerSpec& spec) {
  const Limits limits{spec};
  const Outlook outlook = model_test::outlook(world_, limits);
  const Buckets& sums = outlook.sums;
  const bool edited = std::exchange(spec_, spec) != spec;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (edited) allowance_[i] = std::max(limits.most()[i], sums[i]);
    if (sums[i] > allowance_[i]) {
      world_.report(fmt::format("limit: {} of {} GPUs in {}", gpus(sums[i]), gpus(allowance_[i]), name_of_bucket(i)));
    }
    allowance_[i] = std::max(limits.most()[i], std::min(allowance_[i], sums[i]));
  }
  for (std::size_t team = 0; team < kTeams; ++team) {
    const std::int64_t spoken_for = limits.spoken_for(team, outlook);
    std::int64_t& most = spoken_for_[team];
    if (edited) most = std::max(limits.ceiling(team), spoken_for);
    if (spoken_for > most) {
      world_.report(fmt::format("guarantee: {} of {} GPUs are spoken for under {}", gpus(spoken_for), gpus(most),
                                name_of_bucket(team * kBucketsEach)));
    }
    most = std::max(limits.ceiling(team), std::min(most, spoken_for));
  }
}

void Invariants::check_coverage(const quota::LedgerStatus& status) {
  const Version snapshot = snapshot_of(status);
  for (const PodId id : world_.active()) {
    const Pod& pod = world_.pods()[id];
    if (pod.state != Pod::State::kLive || pod.created <= snapshot) continue;
    const bool promised = std::ranges::any_of(
        status.reservations, [&](const quota::Reservation& reservation) { return reservation.charge.uid == pod.charge.uid; });
    if (!promised) world_.report(fmt::format("coverage: nothing accounts for pod {}", pod.charge.uid));
  }
}

void Invariants::check_counted(const quota::LedgerStatus& status) {
  if (status.snapshot == before_.snapshot && status.cells == before_.cells) return;
  std::map<quota::CellKey, std::int64_t> cells;
  for (const quota::Cell& cell : status.cells) cells[cell.key] += cell.amount;
  if (cells != cells_at(world_, snapshot_of(status))) {
    world_.report(fmt::format("counted: the cells are not the sum over the pods at {}", status.snapshot));
  }
}

void Invariants::check_order(const quota::LedgerStatus& status) {
  const bool unfenced = settings_.ablation == Ablation::kNoEpochNorSnapshot ||
                        settings_.ablation == Ablation::kLeaderWithoutCasOrFence ||
                        settings_.ablation == Ablation::kLeaderWithoutCas || settings_.ablation == Ablation::kAdmissionWithoutCas;
  if (!unfenced && (status.epoch < before_.epoch || snapshot_of(status) < snapshot_of(before_))) {
    world_.report(fmt::format("order: from epoch {} and snapshot {} back to {} and {}", before_.epoch, before_.snapshot,
                              status.epoch, status.snapshot));
  }
  before_ = status;
}

}  // namespace tollgate::model_test
