#include "core/quota/usage.h"

#include <fmt/format.h>

namespace tollgate::quota {
namespace {

Error unknown(std::string_view what, std::string_view name) {
  return {ErrorCode::kUnavailable, fmt::format("policy rollout in progress: the ledger does not know {} {} yet", what, name)};
}

Result<GpuUnits> gpus_of(const LedgerSpec& spec, const Cell& cell) {
  const auto weight = spec.weight_of(cell.key.resource, cell.key.pool);
  if (!weight) return unknown("resource", cell.key.resource);
  return *weight * cell.amount;
}

}  // namespace

Result<GpuUnits> gpus_of(const LedgerSpec& spec, const std::vector<Cell>& cells) {
  GpuUnits total;
  for (const Cell& cell : cells) total += TRY(gpus_of(spec, cell));
  return total;
}

GpuUnits known_gpus_of(const LedgerSpec& spec, const std::vector<Cell>& cells, std::optional<std::string_view> model) {
  GpuUnits total;
  for (const Cell& cell : cells) {
    if (model && spec.model_of(cell.key.pool) != *model) continue;
    total += spec.weight_of(cell.key.resource, cell.key.pool).value_or(GpuUnits{}) * cell.amount;
  }
  return total;
}

Result<Usage> Usage::of(const Ledger& ledger) {
  Usage usage{ledger.spec};
  for (const Cell& cell : ledger.status.cells) TRY(usage.add(cell, Kind::kUsed));
  for (const Reservation& reservation : ledger.status.reservations) {
    for (const Cell& cell : reservation.charge.cells) TRY(gpus_of(ledger.spec, cell));
    usage.reserve(reservation.charge);
  }
  return usage;
}

Amounts Usage::at(std::string_view team, Dimension dimension, std::string_view key) const {
  const auto found = buckets_.find(std::tuple{team, dimension, key});
  return found == buckets_.end() ? Amounts{} : found->second;
}

std::vector<std::string> Usage::keys(std::string_view team, Dimension dimension) const {
  std::vector<std::string> found;
  for (auto at = buckets_.lower_bound(std::tuple{team, dimension, std::string_view{}}); at != buckets_.end(); ++at) {
    const auto& [its_team, its_dimension, key] = at->first;
    if (its_team != team || its_dimension != dimension) break;
    found.push_back(key);
  }
  return found;
}

std::vector<Cell> Usage::added_by(const Charge& charge) const {
  const auto same_name = reserved_names_.find(charge.name);
  if (same_name == reserved_names_.end()) return charge.cells;
  std::vector<Cell> added;
  for (const Cell& cell : charge.cells) {
    const auto held = same_name->second.find(cell.key);
    const std::int64_t already = held == same_name->second.end() ? 0 : held->second;
    if (cell.amount > already) added.push_back({cell.key, cell.amount - already});
  }
  return added;
}

void Usage::reserve(const Charge& charge) {
  auto& held = reserved_names_[charge.name];
  for (const Cell& cell : added_by(charge)) {
    held[cell.key] += cell.amount;
    (void)add(cell, Kind::kReserved).ok();
  }
}

Result<void> Usage::add(const Cell& cell, Kind kind) {
  const GpuUnits gpus = TRY(gpus_of(*spec_, cell));
  const std::string model{spec_->model_of(cell.key.pool)};
  const TeamLimits* team = spec_->find_team(cell.key.team);
  if (team == nullptr) return unknown("team", cell.key.team);
  for (; team != nullptr; team = spec_->find_team(team->parent)) {
    const auto raise = [&](Dimension dimension, const std::string& key) {
      Amounts& amounts = buckets_[{team->name, dimension, key}];
      (kind == Kind::kUsed ? amounts.used : amounts.reserved) += gpus;
    };
    raise(Dimension::kTotal, {});
    raise(Dimension::kUser, cell.key.user);
    raise(Dimension::kJobType, cell.key.job_type);
    raise(Dimension::kModel, model);
  }
  return {};
}

}  // namespace tollgate::quota
