#include "core/quota/queue_line.h"

#include <fmt/format.h>

#include <algorithm>

namespace tollgate::quota {
namespace {

auto place_of(const WaitingPod& pod) { return std::tie(pod.standing.since, pod.charge.name, pod.charge.uid); }

bool is_older(const WaitingPod* a, const WaitingPod* b) { return place_of(*a) < place_of(*b); }

bool goes_before(const QueueUnit& a, const QueueUnit& b) {
  const std::int64_t tier = a.first().standing.tier;
  const std::int64_t other = b.first().standing.tier;
  return tier != other ? tier > other : is_older(a.pods.front(), b.pods.front());
}

}  // namespace

std::vector<QueueUnit> in_order(const std::vector<WaitingPod>& pods, const std::set<std::string, std::less<>>& begun) {
  std::vector<QueueUnit> units;
  units.reserve(pods.size());
  std::map<std::string_view, QueueUnit> gangs;
  for (const WaitingPod& pod : pods) {
    if (pod.standing.gang.empty()) {
      units.push_back({.pods = {&pod}});
    } else {
      gangs[pod.standing.gang].pods.push_back(&pod);
    }
  }
  for (auto& [gang, unit] : gangs) {
    std::ranges::sort(unit.pods, is_older);
    std::int64_t size = 0;
    for (const WaitingPod* pod : unit.pods) size = std::max(size, pod->standing.gang_size);
    unit.complete = std::cmp_greater_equal(unit.pods.size(), size) || begun.contains(gang);
    units.push_back(std::move(unit));
  }
  std::ranges::sort(units, goes_before);
  return units;
}

GpuUnits gpus_of(const LedgerSpec& spec, const QueueUnit& unit, std::optional<std::string_view> model) {
  GpuUnits total;
  for (const WaitingPod* pod : unit.pods) total += known_gpus_of(spec, pod->charge.cells, model);
  return total;
}

std::string name_of(const QueueUnit& unit) {
  const std::string& name = unit.first().charge.name;
  return unit.pods.size() == 1 ? name : fmt::format("the {} pods with {}", unit.pods.size(), name);
}

void HeldLimits::hold(const QueueUnit& by, const std::vector<Shortfall>& shortfalls) {
  for (const Shortfall& shortfall : shortfalls) {
    if (shortfall.bound == Bound::kPod) continue;
    held_.try_emplace({shortfall.team, dimension_of(shortfall.bound), shortfall.key},
                      HeldBack{holder_of(shortfall), name_of(by)});
  }
}

const HeldBack* HeldLimits::before(const QueueUnit& unit) const {
  if (held_.empty()) return nullptr;
  for (const WaitingPod* pod : unit.pods) {
    if (const HeldBack* held = before(unit, pod->charge); held != nullptr) return held;
  }
  return nullptr;
}

const HeldBack* HeldLimits::before(const QueueUnit& unit, const Charge& charge) const {
  const TeamLimits* child = nullptr;
  for (const TeamLimits* team = spec_.find_team(charge.cells.front().key.team); team != nullptr;
       child = team, team = spec_.find_team(team->parent)) {
    const bool is_guaranteed = child != nullptr && usage_.at(child->name).charged() + gpus_of(spec_, unit) <= child->guaranteed;
    for (const Cell& cell : charge.cells) {
      if (const HeldBack* held = at(*team, cell, !is_guaranteed); held != nullptr) return held;
    }
  }
  return nullptr;
}

const HeldBack* HeldLimits::at(const TeamLimits& team, const Cell& cell, bool total) const {
  const HeldBack* held = total ? find(team.name, Dimension::kTotal, {}) : nullptr;
  if (held == nullptr) held = find(team.name, Dimension::kUser, cell.key.user);
  if (held == nullptr) held = find(team.name, Dimension::kJobType, cell.key.job_type);
  if (held == nullptr) held = find(team.name, Dimension::kModel, spec_.model_of(cell.key.pool));
  return held;
}

const HeldBack* HeldLimits::find(const std::string& team, Dimension dimension, std::string_view key) const {
  const auto found = held_.find(std::tuple<std::string_view, Dimension, std::string_view>{team, dimension, key});
  return found == held_.end() ? nullptr : &found->second;
}

}  // namespace tollgate::quota
