#include "core/quota/live_pods.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/quota/upkeep/versions.h"

namespace tollgate::quota {
namespace {

// Sums up pods; what it is told of outlives it.
class Workloads {
 public:
  explicit Workloads(const LedgerSpec& spec) : spec_{spec} {}

  void add(const Charge& charge, const std::string& workload, std::optional<Instant> ends) {
    const std::string_view name = charge.name;
    const std::size_t slash = name.find('/');
    const CellKey& key = charge.cells.front().key;
    const Which which{key.team, name.substr(0, slash), workload.empty() ? name.substr(slash + 1) : workload, key.user,
                      key.job_type};
    const auto [place, is_first] = sums_.try_emplace(which, Sum{{}, ends});
    Sum& sum = place->second;
    for (const Cell& cell : charge.cells) sum.gpus += worth_of(cell);
    if (!is_first) sum.ends = sum.ends && ends ? std::optional{std::max(*sum.ends, *ends)} : std::nullopt;
  }

  std::vector<Holding> take() && {
    std::vector<Holding> holdings;
    holdings.reserve(sums_.size());
    for (const auto& [which, sum] : sums_) {
      const auto& [team, namespace_name, name, user, job_type] = which;
      holdings.push_back({std::string{team}, std::string{namespace_name}, std::string{name}, std::string{user},
                          std::string{job_type}, sum.gpus, sum.ends});
    }
    return holdings;
  }

 private:
  using Which = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view, std::string_view>;
  struct Sum {
    GpuUnits gpus;
    std::optional<Instant> ends;
  };

  // The spec is asked once for each resource and pool: it looks through all its weights.
  GpuUnits worth_of(const Cell& cell) {
    const auto [place, is_new] = weights_.try_emplace({cell.key.resource, cell.key.pool});
    if (is_new) place->second = spec_.weight_of(cell.key.resource, cell.key.pool).value_or(GpuUnits{});
    return place->second * cell.amount;
  }

  const LedgerSpec& spec_;
  std::map<Which, Sum> sums_;
  std::map<std::pair<std::string_view, std::string_view>, GpuUnits> weights_;
};

}  // namespace

void LivePods::list_begins() { next_ = Known{}; }

void LivePods::list_ends(std::chrono::nanoseconds now) {
  const Known before = std::exchange(known_, *std::exchange(next_, std::nullopt));
  for (const auto& [uid, pod] : before.pods) {
    if (!known_.pods.contains(uid)) bury(uid, now);
  }
  listed_ = true;
  ++revision_;
}

void LivePods::put(std::string uid, std::optional<Charged> charged) {
  if (next_) return next_->put(std::move(uid), std::move(charged));
  known_.complete = false;
  known_.put(std::move(uid), std::move(charged));
  ++revision_;
}

void LivePods::reached(std::string version) {
  if (!known_.version.empty()) {
    const Result<bool> is_older = is_before(version, known_.version);
    went_back_ = went_back_ || (is_older && *is_older);
  }
  Known& known = next_ ? *next_ : known_;
  known.version = std::move(version);
  known.complete = true;
}

void LivePods::remove(const std::string& uid, std::chrono::nanoseconds now) {
  known_.complete = false;
  known_.remove(uid);
  bury(uid, now);
  ++revision_;
}

std::optional<Snapshot> LivePods::snapshot(const Ledger& ledger) const {
  if (!listed_ || !known_.complete) return std::nullopt;
  Snapshot snapshot{.version = known_.version};
  if (const auto holders = known_.holders.find(ledger.root); holders != known_.holders.end()) {
    snapshot.pods.reserve(holders->second.size());
    for (const auto& [uid, holder] : holders->second) snapshot.pods.push_back(holder.charge);
  }
  add_waiting(ledger.root, snapshot);
  for (const Reservation& reservation : ledger.status.reservations) {
    const std::string& uid = reservation.charge.uid;
    if (known_.is_let_in(uid) || gone_.contains(uid)) snapshot.seen.insert(uid);
  }
  return snapshot;
}

void LivePods::add_waiting(const std::string& root, Snapshot& snapshot) const {
  const auto waiting = known_.waiting.find(root);
  if (waiting == known_.waiting.end()) return;
  snapshot.waiting.reserve(waiting->second.size());
  for (const auto& [uid, pod] : waiting->second) {
    snapshot.waiting.push_back(pod);
    if (known_.begun.contains(pod.standing.gang)) snapshot.begun.insert(pod.standing.gang);
  }
}

std::optional<Holdings> LivePods::holdings(const Ledger& ledger) const {
  if (!listed_) return std::nullopt;
  Workloads workloads{ledger.spec};
  if (const auto holders = known_.holders.find(ledger.root); holders != known_.holders.end()) {
    for (const auto& [uid, holder] : holders->second) workloads.add(holder.charge, holder.workload, holder.ends);
  }
  Holdings holdings{.held = std::move(workloads).take(), .waiting = {}};
  if (const auto waiting = known_.waiting.find(ledger.root); waiting != known_.waiting.end()) {
    for (const auto& [uid, pod] : waiting->second) {
      if (!pod.charge.cells.empty()) ++holdings.waiting[pod.charge.cells.front().key.team];
    }
  }
  return holdings;
}

const LivePods::Covers* LivePods::covers_of(const std::string& uid) const {
  const auto pod = known_.pods.find(uid);
  if (pod == known_.pods.end()) return nullptr;
  const auto holders = known_.holders.find(pod->second.root);
  if (holders == known_.holders.end()) return nullptr;
  const auto holder = holders->second.find(uid);
  return holder == holders->second.end() ? nullptr : &holder->second.covers;
}

void LivePods::bury(const std::string& uid, std::chrono::nanoseconds now) {
  std::erase_if(gone_, [&](const auto& entry) { return now - entry.second > remember_gone_; });
  gone_[uid] = now;
}

void LivePods::Known::put(std::string uid, std::optional<Charged> charged) {
  remove(uid);
  Pod pod;
  if (charged && charged->gate && !charged->ended) {
    pod = {.root = charged->root, .gang = {}, .waits = true};
    waiting[pod.root].insert_or_assign(
        uid, WaitingPod{std::move(charged->charge), std::move(charged->standing), *std::move(charged->gate)});
  } else if (charged) {
    pod.root = std::move(charged->root);
    if (!charged->gate) pod.gang = std::move(charged->standing.gang);  // with it on, the end came before the beginning
    if (!charged->ended) {
      holders[pod.root].insert_or_assign(
          uid, Holder{std::move(charged->charge), std::move(charged->workload), charged->ends, std::move(charged->covers)});
    }
    if (!pod.gang.empty()) ++begun[pod.gang];
  }
  pods.insert_or_assign(std::move(uid), std::move(pod));
}

void LivePods::Known::remove(const std::string& uid) {
  const auto known = pods.find(uid);
  if (known == pods.end()) return;
  const Pod& pod = known->second;
  if (const auto charged = holders.find(pod.root); charged != holders.end()) charged->second.erase(uid);
  if (const auto waits = waiting.find(pod.root); waits != waiting.end()) waits->second.erase(uid);
  if (const auto gang = begun.find(pod.gang); gang != begun.end() && --gang->second == 0) begun.erase(gang);
  pods.erase(known);
}

bool LivePods::Known::is_let_in(const std::string& uid) const {
  const auto pod = pods.find(uid);
  return pod != pods.end() && !pod->second.waits;
}

}  // namespace tollgate::quota
