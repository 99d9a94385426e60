#include "core/reconcile/slurm/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

namespace tollgate::reconcile {
namespace {

constexpr std::string_view kFirstLine = "tollgate-slurm/1";

constexpr std::array<std::pair<AccountField, std::string_view>, 6> kFieldNames{{
    {AccountField::kGpus, "gpus"},
    {AccountField::kGpuMinutes, "gpuMinutes"},
    {AccountField::kJobs, "jobs"},
    {AccountField::kSubmit, "submit"},
    {AccountField::kQos, "qos"},
    {AccountField::kDefaultQos, "defaultQos"},
}};

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::string account_line(const std::string& name, const OwnedAccount& account) {
  std::string line = "account " + name;
  std::string_view before = " fields=";
  for (const auto& [field, text] : kFieldNames) {
    if (!account.fields.contains(field)) continue;
    line += fmt::format("{}{}", before, text);
    before = ",";
  }
  if (account.budget) line += fmt::format(" budget={}:{}", account.budget->name, account.budget->used_at_start);
  return line + "\n";
}

bool read_fields(std::string_view text, OwnedAccount& into) {
  for (const std::string_view name : split(text, ',')) {
    const auto* const found =
        std::find_if(kFieldNames.begin(), kFieldNames.end(), [name](const auto& row) { return row.second == name; });
    if (found == kFieldNames.end()) return false;
    into.fields.insert(found->first);
  }
  return true;
}

bool read_budget(std::string_view text, OwnedAccount& into) {
  const auto colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos) return false;
  BudgetPeriod budget{.name = std::string{text.substr(0, colon)}};
  const std::string_view number = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), budget.used_at_start);
  into.budget = std::move(budget);
  return error == std::errc{} && end == number.data() + number.size();
}

bool read_account(const std::vector<std::string_view>& words, SlurmRecord& into) {
  if (words.size() < 2) return false;
  OwnedAccount& account = into.accounts[std::string{words[1]}];
  for (std::size_t i = 2; i < words.size(); ++i) {
    std::string_view word = words[i];
    const bool fields = word.starts_with("fields=");
    if (!fields && !word.starts_with("budget=")) return false;
    word.remove_prefix(7);
    if (!(fields ? read_fields(word, account) : read_budget(word, account))) return false;
  }
  return true;
}

bool read_line(std::string_view line, SlurmRecord& into) {
  const auto words = split(line, ' ');
  if (words.empty()) return true;
  if (words[0] == "account") return read_account(words, into);
  if (words[0] != "member" || words.size() < 3 || words.size() > 4) return false;
  into.members[{std::string{words[1]}, std::string{words[2]}}] = words.size() == 4;
  return words.size() == 3 || words[3] == "gpus";
}

bool is_set(const SlurmAccount& account, AccountField field) {
  switch (field) {
    case AccountField::kGpus: return account.limits.gpus.has_value();
    case AccountField::kGpuMinutes: return account.limits.gpu_minutes.has_value();
    case AccountField::kJobs: return account.limits.jobs.has_value();
    case AccountField::kSubmit: return account.limits.submit.has_value();
    case AccountField::kQos: return !account.qos.empty();
    case AccountField::kDefaultQos: return !account.default_qos.empty();
  }
  return false;
}

}  // namespace

std::string to_text(const SlurmRecord& record) {
  std::string text = fmt::format("{}\n", kFirstLine);
  for (const auto& [name, account] : record.accounts) text += account_line(name, account);
  for (const auto& [member, owns_gpus] : record.members)
    text += fmt::format("member {} {}{}\n", member.account, member.user, owns_gpus ? " gpus" : "");
  return text;
}

Result<SlurmRecord> slurm_record_from(std::string_view text) {
  SlurmRecord record;
  const auto lines = split(text, '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool good = i == 0 ? lines[i] == kFirstLine : read_line(lines[i], record);
    if (!good)
      return Error{ErrorCode::kInvalid, fmt::format("record of what was applied to Slurm, line {}: \"{}\"", i + 1, lines[i])};
  }
  return record;
}

SlurmRecord still_there(SlurmRecord record, const SlurmWorld& world) {
  std::erase_if(record.accounts, [&](const auto& entry) { return !world.accounts.contains(entry.first); });
  for (auto& [name, owned] : record.accounts) {
    const SlurmAccount& stored = world.accounts.at(name).stored;
    std::erase_if(owned.fields, [&stored](AccountField field) { return !is_set(stored, field); });
  }
  std::erase_if(record.members, [&](const auto& entry) { return !world.members.contains(entry.first); });
  for (auto& [member, owns_gpus] : record.members) owns_gpus = owns_gpus && world.members.at(member).gpus.has_value();
  return record;
}

}  // namespace tollgate::reconcile
