// Changes as sacctmgr's arguments. Pure.

#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/reconcile/slurm/action.h"
#include "core/reconcile/slurm/world.h"

namespace tollgate::slurm {

using Arguments = std::vector<std::string>;

// "Fairshare=10", "GrpTRES=gres/gpu=8", "GrpJobs=-1" (= no limit): what stands behind `set`. Never the parent: an unchanged
// one makes sacctmgr drop the whole change.
Arguments account_settings(const reconcile::AccountChange& to);
std::string gpus_setting(const reconcile::Limit& gpus);

Arguments modify_accounts(std::string_view cluster, const std::set<std::string>& accounts, const Arguments& settings);

// Members that get the same limit by one command. sacctmgr takes a list of accounts and a list of users and changes every
// association of the one with the other, so a block is closed: no other association lies in it.
struct Block {
  std::map<std::string, std::set<std::string>> users;  // by account

  [[nodiscard]] std::set<std::string> all_users() const;
  bool operator==(const Block&) const = default;
};

// The fewest closed blocks that joining account after account gives. `existing`: every association there is.
std::vector<Block> closed_blocks(const std::set<reconcile::Membership>& members, const std::set<reconcile::Membership>& existing);

Arguments limit_members(std::string_view cluster, const Block& block, const reconcile::Limit& gpus);
Arguments add_members(std::string_view cluster, const std::string& account, const std::set<std::string>& users,
                      const reconcile::Limit& gpus);

}  // namespace tollgate::slurm
