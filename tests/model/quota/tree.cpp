#include "tests/model/quota/tree.h"

#include <algorithm>
#include <limits>

namespace tollgate::model_test {
namespace {

using quota::GpuUnits;

constexpr std::size_t kNobody = kTeams;
constexpr std::array<const char*, kTeams> kNames{"org", "research", "product", "vision", "speech"};
constexpr std::array<std::size_t, kTeams> kParents{kNobody, 0, 0, 1, 1};
constexpr std::array<const char*, kUsers> kUserNames{"alice", "bob", "carol"};
constexpr std::array<const char*, kJobTypes> kTypeNames{"training", "interactive"};
constexpr std::array<const char*, kModels> kModelNames{"h100", "a100"};
constexpr std::array<const char*, kModels> kPoolNames{"hopper", "ampere"};
constexpr const char* kWhole = "nvidia.com/gpu";
constexpr const char* kSlice = "nvidia.com/mig-1g.10gb";
constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();

constexpr std::size_t total_of(std::size_t team) { return team * kBucketsEach; }
constexpr std::size_t user_of(std::size_t team, std::size_t user) { return total_of(team) + 1 + user; }
constexpr std::size_t type_of(std::size_t team, std::size_t type) { return total_of(team) + 1 + kUsers + type; }
constexpr std::size_t model_of(std::size_t team, std::size_t model) { return total_of(team) + 1 + kUsers + kJobTypes + model; }

template <std::size_t N>
std::size_t place_of(const std::array<const char*, N>& names, const std::string& name) {
  return static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
}

// No less than what the children are guaranteed: the policy refuses such a tree.
std::int64_t least_ceiling(const quota::LedgerSpec& spec, const std::string& team) {
  std::int64_t sum = 0;
  for (const quota::TeamLimits& child : spec.teams) {
    if (child.parent == team) sum += child.guaranteed.count();
  }
  return std::max<std::int64_t>(sum / GpuUnits::kPerGpu, 4);
}

std::int64_t room_for_guarantee(const quota::LedgerSpec& spec, const quota::TeamLimits& team) {
  const quota::TeamLimits* parent = spec.find_team(team.parent);
  if (parent == nullptr) return 0;
  std::int64_t room = parent->gpus->count();
  for (const quota::TeamLimits& other : spec.teams) {
    if (other.parent == team.parent && other.name != team.name) room -= other.guaranteed.count();
  }
  return std::min(room, team.gpus->count()) / GpuUnits::kPerGpu;
}

}  // namespace

Holding some_holding(Chance& chance) {
  Holding holding{.team = chance.below(kTeams),
                  .user = chance.below(kUsers),
                  .job_type = chance.below(kJobTypes),
                  .model = chance.below(kModels)};
  if (!chance.one_in(4)) holding.whole = chance.between(1, 4);
  if (holding.whole == 0 || chance.one_in(8)) holding.slices = chance.between(1, 9);
  return holding;
}

std::vector<quota::Cell> cells_of(const Holding& holding) {
  const quota::CellKey key{.team = kNames[holding.team],
                           .user = kUserNames[holding.user],
                           .job_type = kTypeNames[holding.job_type],
                           .tier = "normal",
                           .pool = kPoolNames[holding.model],
                           .resource = kWhole};
  std::vector<quota::Cell> cells;
  if (holding.whole > 0) cells.push_back({key, holding.whole});
  if (holding.slices > 0) cells.push_back({key, holding.slices});
  if (holding.slices > 0) cells.back().key.resource = kSlice;
  return cells;
}

quota::LedgerSpec first_spec() {
  quota::LedgerSpec spec;
  const auto gpus = [](std::int64_t whole) { return GpuUnits::gpus(whole); };
  spec.teams = {
      {.name = kNames[0], .gpus = gpus(24), .per_user = gpus(14), .per_pod = gpus(5)},
      {.name = kNames[1],
       .parent = kNames[0],
       .gpus = gpus(18),
       .guaranteed = gpus(10),
       .by_job_type = {{"interactive", gpus(8)}}},
      {.name = kNames[2], .parent = kNames[0], .gpus = gpus(14), .guaranteed = gpus(4), .by_model = {{"a100", gpus(6)}}},
      {.name = kNames[3], .parent = kNames[1], .gpus = gpus(12), .guaranteed = gpus(5), .per_user = gpus(6)},
      {.name = kNames[4], .parent = kNames[1], .gpus = gpus(9), .guaranteed = gpus(3), .by_model = {{"h100", gpus(7)}}},
  };
  for (std::size_t model = 0; model < kModels; ++model) spec.pools.push_back({kPoolNames[model], kModelNames[model]});
  spec.weights = {{kWhole, "", gpus(1)}, {kSlice, "", GpuUnits::units(GpuUnits::kPerGpu / 7)}};
  return spec;
}

void edit(quota::LedgerSpec& spec, Chance& chance) {
  quota::TeamLimits& team = spec.teams[chance.below(kTeams)];
  switch (chance.below(5)) {
    case 0:
      team.gpus = GpuUnits::gpus(chance.between(static_cast<int>(least_ceiling(spec, team.name)), 26));
      if (team.guaranteed > *team.gpus) team.guaranteed = *team.gpus;
      break;
    case 1: team.guaranteed = GpuUnits::gpus(chance.between(0, static_cast<int>(room_for_guarantee(spec, team)))); break;
    case 2: team.per_user = GpuUnits::gpus(chance.between(3, 14)); break;
    case 3:
      for (quota::KeyedLimit& limit : team.by_model) limit.gpus = GpuUnits::gpus(chance.between(2, 9));
      for (quota::KeyedLimit& limit : team.by_job_type) limit.gpus = GpuUnits::gpus(chance.between(2, 9));
      break;
    default: spec.weights.back().gpus = GpuUnits::units(GpuUnits::kPerGpu / 7 * chance.between(1, 3));
  }
}

std::string name_of_bucket(std::size_t bucket) {
  const std::string team = kNames[bucket / kBucketsEach];
  const std::size_t part = bucket % kBucketsEach;
  if (part == 0) return team;
  if (part <= kUsers) return team + "/" + kUserNames[part - 1];
  if (part <= kUsers + kJobTypes) return team + "/" + kTypeNames[part - 1 - kUsers];
  return team + "/" + kModelNames[part - 1 - kUsers - kJobTypes];
}

Limits::Limits(const quota::LedgerSpec& spec)
    : whole_{spec.weights.front().gpus.count()}, slice_{spec.weights.back().gpus.count()} {
  most_.fill(kNoLimit);
  per_pod_.fill(kNoLimit);
  for (std::size_t i = 0; i < kTeams; ++i) {
    const quota::TeamLimits& team = spec.teams[i];
    guaranteed_[i] = team.guaranteed.count();
    if (team.gpus) most_[total_of(i)] = team.gpus->count();
    if (team.per_pod) per_pod_[i] = team.per_pod->count();
    for (std::size_t user = 0; team.per_user && user < kUsers; ++user) most_[user_of(i, user)] = team.per_user->count();
    for (const quota::KeyedLimit& limit : team.by_job_type)
      most_[type_of(i, place_of(kTypeNames, limit.key))] = limit.gpus.count();
    for (const quota::KeyedLimit& limit : team.by_model)
      most_[model_of(i, place_of(kModelNames, limit.key))] = limit.gpus.count();
  }
}

std::int64_t Limits::weight_of(const Holding& holding) const { return holding.whole * whole_ + holding.slices * slice_; }

void Limits::add(const Holding& holding, Buckets& sums) const {
  const std::int64_t weight = weight_of(holding);
  for (std::size_t team = holding.team; team != kNobody; team = kParents[team]) {
    sums[total_of(team)] += weight;
    sums[user_of(team, holding.user)] += weight;
    sums[type_of(team, holding.job_type)] += weight;
    sums[model_of(team, holding.model)] += weight;
  }
}

std::int64_t Limits::spoken_for(std::size_t team, const Outlook& outlook) const {
  std::int64_t spoken_for = outlook.own[team];
  for (std::size_t child = 0; child < kTeams; ++child) {
    if (kParents[child] == team) spoken_for += std::max(guaranteed_[child], outlook.sums[total_of(child)]);
  }
  return spoken_for;
}

std::int64_t Limits::held_back(std::size_t team, std::size_t but_for, const Buckets& sums) const {
  std::int64_t held_back = 0;
  for (std::size_t child = 0; child < kTeams; ++child) {
    if (kParents[child] != team || child == but_for) continue;
    held_back += std::max<std::int64_t>(0, guaranteed_[child] - sums[total_of(child)]);
  }
  return held_back;
}

std::int64_t Limits::ceiling(std::size_t team) const { return most_[total_of(team)]; }

bool Limits::fits(const Holding& holding, const Buckets& sums) const {
  Buckets after = sums;
  add(holding, after);
  const std::int64_t weight = weight_of(holding);
  std::size_t child = kNobody;
  for (std::size_t team = holding.team; team != kNobody; child = team, team = kParents[team]) {
    if (weight > per_pod_[team]) return false;
    for (std::size_t bucket = total_of(team); bucket < total_of(team + 1); ++bucket) {
      if (after[bucket] > sums[bucket] && after[bucket] > most_[bucket]) return false;
    }
    const std::int64_t held = held_back(team, child, sums);
    if (held > 0 && after[total_of(team)] > most_[total_of(team)] - held) return false;
  }
  return true;
}

}  // namespace tollgate::model_test
