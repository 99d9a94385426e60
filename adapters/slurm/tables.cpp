#include "adapters/slurm/tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/slurm/text.h"

namespace tollgate::slurm {
namespace {

using namespace reconcile;

// sacctmgr prints `parent` for "as many shares as the parent"; slurmctld prints its number.
constexpr std::int64_t kSharesOfParent = 2147483647;

Error odd(std::string_view table, std::string_view line) {
  return Error{ErrorCode::kInvalid, fmt::format("sacctmgr show {}: \"{}\" is not as expected", table, line)};
}

Result<std::vector<std::vector<std::string_view>>> rows(std::string_view name, std::string_view table, std::size_t columns) {
  std::vector<std::vector<std::string_view>> result;
  for (const std::string_view line : split(table, '\n')) {
    if (line.empty()) continue;
    result.push_back(split(line, '|'));
    if (result.back().size() != columns) return odd(name, line);
  }
  return result;
}

Result<Limit> limit(std::string_view text) {
  if (text.empty()) return Limit{};
  return Limit{TRY(number(text))};
}

// "cpu=4,gres/gpu=8" → 8. A typed GPU is another resource.
Result<Limit> gpus(std::string_view tres) {
  for (const std::string_view item : split(tres, ','))
    if (item.starts_with(kGpuTres)) return Limit{TRY(number(item.substr(kGpuTres.size())))};
  return Limit{};
}

std::vector<std::string> names(std::string_view list) {
  std::vector<std::string> result;
  for (const std::string_view name : split(list, ','))
    if (!name.empty()) result.emplace_back(name);
  std::ranges::sort(result);
  return result;
}

Result<void> read_account_row(const std::vector<std::string_view>& row, SlurmWorld& into) {
  SlurmAccount account{.name = std::string{row[0]}, .parent = std::string{row[3]}};
  account.fairshare = row[4] == "parent" ? kSharesOfParent : TRY(number(row[4]));
  account.limits = {
      .gpus = TRY(gpus(row[5])), .gpu_minutes = TRY(gpus(row[6])), .jobs = TRY(limit(row[7])), .submit = TRY(limit(row[8]))};
  account.qos = names(row[9]);
  account.default_qos = std::string{row[10]};
  into.accounts[account.name].stored = account;
  return {};
}

Result<void> read_association_row(const std::vector<std::string_view>& row, SlurmWorld& into) {
  if (row[1].empty()) return read_account_row(row, into);
  const Membership member{std::string{row[0]}, std::string{row[1]}};
  if (row[2].empty())
    into.members[member].gpus = TRY(gpus(row[5]));
  else
    into.partition_members.insert(member);
  return {};
}

// The value of "Name   = value" in scontrol's output.
Result<std::string> setting(std::string_view text, std::string_view name) {
  for (const std::string_view line : split(text, '\n')) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos || trim(line.substr(0, equals)) != name) continue;
    return std::string{trim(line.substr(equals + 1))};
  }
  return Error{ErrorCode::kInvalid, fmt::format("scontrol show config: no {}", name)};
}

}  // namespace

Result<void> read_associations(std::string_view table, SlurmWorld& into) {
  for (const auto& row : TRY(rows("assoc", table, 11))) {
    auto done = read_association_row(row, into);
    if (!done) return std::move(done).error().during(fmt::format("sacctmgr show assoc: {} {}", row[0], row[1]));
  }
  return {};
}

Result<void> read_accounts(std::string_view table, SlurmWorld& into) {
  for (const auto& row : TRY(rows("account", table, 1))) into.account_records.emplace(row[0]);
  return {};
}

Result<void> read_users(std::string_view table, SlurmWorld& into) {
  for (const auto& row : TRY(rows("user", table, 2))) into.user_default_account.emplace(row[0], row[1]);
  return {};
}

Result<void> read_qos(std::string_view table, SlurmWorld& into) {
  for (const auto& row : TRY(rows("qos", table, 2))) into.qos.emplace(row[0], TRY(number(row[1])));
  return {};
}

Result<void> read_config(std::string_view text, SlurmFacts& into) {
  into.cluster = TRY(setting(text, "ClusterName"));
  into.decay_half_life = TRY(setting(text, "PriorityDecayHalfLife"));
  into.usage_reset = TRY(setting(text, "PriorityUsageResetPeriod"));
  into.enforced.clear();
  for (const std::string& what : names(TRY(setting(text, "AccountingStorageEnforce")))) into.enforced.insert(what);
  return {};
}

}  // namespace tollgate::slurm
