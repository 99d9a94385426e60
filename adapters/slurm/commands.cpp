#include "adapters/slurm/commands.h"

#include <fmt/format.h>

#include <algorithm>

namespace tollgate::slurm {
namespace {

using namespace reconcile;

// One argument may have 128 KiB; names are short.
constexpr std::size_t kMostUsers = 2000;

std::string value(const Limit& limit) { return fmt::to_string(limit.value_or(-1)); }
std::string cluster_is(std::string_view cluster) { return fmt::format("cluster={}", cluster); }

std::string list(std::string_view key, const std::set<std::string>& names) {
  return fmt::format("{}={}", key, fmt::join(names, ","));
}

bool closed_with(const Block& block, const std::string& account, const std::set<std::string>& users,
                 const std::set<Membership>& existing) {
  for (const std::string& user : block.all_users())
    if (!users.contains(user) && existing.contains({account, user})) return false;
  for (const auto& [other, others_users] : block.users)
    for (const std::string& user : users)
      if (!others_users.contains(user) && existing.contains({other, user})) return false;
  return block.all_users().size() + users.size() <= kMostUsers;
}

}  // namespace

std::string gpus_setting(const Limit& gpus) { return "GrpTRES=gres/gpu=" + value(gpus); }

Arguments account_settings(const AccountChange& to) {
  Arguments settings;
  if (to.fairshare) settings.push_back(fmt::format("Fairshare={}", *to.fairshare));
  if (to.gpus) settings.push_back(gpus_setting(*to.gpus));
  if (to.gpu_minutes) settings.push_back("GrpTRESMins=gres/gpu=" + value(*to.gpu_minutes));
  if (to.jobs) settings.push_back("GrpJobs=" + value(*to.jobs));
  if (to.submit) settings.push_back("GrpSubmitJobs=" + value(*to.submit));
  if (to.qos) settings.push_back(fmt::format("QOS={}", fmt::join(*to.qos, ",")));
  if (to.default_qos) settings.push_back("DefaultQOS=" + (to.default_qos->empty() ? "-1" : *to.default_qos));
  return settings;
}

Arguments modify_accounts(std::string_view cluster, const std::set<std::string>& accounts, const Arguments& settings) {
  Arguments arguments{"modify", "account", "where", list("name", accounts), cluster_is(cluster), "set"};
  arguments.insert(arguments.end(), settings.begin(), settings.end());
  return arguments;
}

std::set<std::string> Block::all_users() const {
  std::set<std::string> all;
  for (const auto& [account, some] : users) all.insert(some.begin(), some.end());
  return all;
}

std::vector<Block> closed_blocks(const std::set<Membership>& members, const std::set<Membership>& existing) {
  Block by_account;
  for (const Membership& member : members) by_account.users[member.account].insert(member.user);
  std::vector<Block> blocks;
  for (const auto& [account, users] : by_account.users) {
    if (blocks.empty() || !closed_with(blocks.back(), account, users, existing)) blocks.emplace_back();
    blocks.back().users[account] = users;
  }
  return blocks;
}

Arguments limit_members(std::string_view cluster, const Block& block, const Limit& gpus) {
  std::set<std::string> accounts;
  for (const auto& [account, users] : block.users) accounts.insert(account);
  return {
      "modify",          "user", "where", list("name", block.all_users()), list("account", accounts), cluster_is(cluster), "set",
      gpus_setting(gpus)};
}

Arguments add_members(std::string_view cluster, const std::string& account, const std::set<std::string>& users,
                      const Limit& gpus) {
  Arguments arguments{"add", "user", list("name", users), "account=" + account, cluster_is(cluster)};
  if (gpus) arguments.push_back(gpus_setting(gpus));
  return arguments;
}

}  // namespace tollgate::slurm
