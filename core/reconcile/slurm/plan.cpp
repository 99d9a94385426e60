#include "core/reconcile/slurm/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "core/reconcile/slurm/account_diff.h"
#include "core/reconcile/slurm/budget.h"
#include "core/reconcile/slurm/removals.h"

namespace tollgate::reconcile {
namespace {

class Planner {
 public:
  Planner(const SlurmDesired& desired, const SlurmWorld& world, const SlurmRecord& last, Instant now)
      : desired_{desired}, world_{world}, last_{last}, now_{now} {
    plan_.intent = last;
    plan_.refused = desired.refused;
  }

  SlurmPlan plan(Orphans orphans) && {
    check_enforcement();
    plan_qos();
    for (const DesiredAccount* account : parents_first()) plan_account(*account);
    std::ranges::move(moves_, std::back_inserter(plan_.actions));
    std::ranges::move(changes_, std::back_inserter(plan_.actions));
    for (const auto& [member, gpus] : desired_.members) plan_member(member, gpus);
    for (const auto& [account, users] : strangers_)
      plan_.refused.push_back(
          fmt::format("account {}: no such user where slurmctld runs, so no jobs: {}", account, fmt::join(users, ", ")));
    plan_removals(desired_, world_, last_, orphans, plan_);
    return std::move(plan_);
  }

 private:
  void check_enforcement() {
    no_budgets_ = cannot_keep_budgets(world_.facts);
    for (const char* const what : {"associations", "limits"}) {
      if (desired_.accounts.empty() || world_.facts.enforced.contains(what)) continue;
      plan_.refused.push_back(fmt::format("limits have no effect: AccountingStorageEnforce needs \"{}\"", what));
    }
    const bool any_budget =
        std::ranges::any_of(desired_.accounts, [](const auto& entry) { return entry.second.budget_minutes.has_value(); });
    if (no_budgets_ && any_budget) plan_.refused.push_back(fmt::format("budgets are not written: {}", *no_budgets_));
  }

  void plan_qos() {
    for (const auto& [name, priority] : desired_.qos) {
      const auto seen = world_.qos.find(name);
      if (seen == world_.qos.end())
        plan_.actions.emplace_back(CreateQos{name, priority});
      else if (seen->second != priority)
        plan_.actions.emplace_back(ChangeQos{name, seen->second, priority});
    }
  }

  std::size_t depth(const std::string& name) const {
    std::size_t depth = 0;
    for (auto at = desired_.accounts.find(name); at != desired_.accounts.end() && depth <= desired_.accounts.size(); ++depth)
      at = desired_.accounts.find(at->second.account.parent);
    return depth;
  }

  std::vector<const DesiredAccount*> parents_first() const {
    std::vector<std::pair<std::size_t, const DesiredAccount*>> sorted;
    sorted.reserve(desired_.accounts.size());
    for (const auto& [name, account] : desired_.accounts) sorted.emplace_back(depth(name), &account);
    std::ranges::stable_sort(sorted, {}, [](const auto& entry) { return entry.first; });
    std::vector<const DesiredAccount*> accounts;
    accounts.reserve(sorted.size());
    for (const auto& entry : sorted) accounts.push_back(entry.second);
    return accounts;
  }

  void plan_account(const DesiredAccount& desired) {
    const auto found = world_.accounts.find(desired.account.name);
    const ObservedAccount* seen = found == world_.accounts.end() ? nullptr : &found->second;
    OwnedAccount& owned = plan_.intent.accounts[desired.account.name];
    const SlurmAccount wanted = complete(desired, seen, owned);
    owned.fields.merge(fields_of(wanted));

    if (seen == nullptr) {
      plan_.actions.emplace_back(CreateAccount{wanted});
      return;
    }
    if (seen->stored.parent != wanted.parent) moves_.emplace_back(MoveAccount{wanted.name, seen->stored.parent, wanted.parent});
    if (auto change = account_change(wanted, *seen, owned)) changes_.emplace_back(std::move(*change));
  }

  // The account with the limit its budget comes to, and without QOS that do not exist.
  SlurmAccount complete(const DesiredAccount& desired, const ObservedAccount* seen, OwnedAccount& owned) {
    SlurmAccount wanted = desired.account;
    const auto unknown = [this](const std::string& qos) { return !desired_.qos.contains(qos) && !world_.qos.contains(qos); };
    const auto refuse = [&](const std::string& qos) {
      if (unknown(qos)) plan_.refused.push_back(fmt::format("team {}: there is no QOS {}", desired.team, qos));
      return unknown(qos);
    };
    std::erase_if(wanted.qos, refuse);
    if (!wanted.default_qos.empty() && refuse(wanted.default_qos)) wanted.default_qos.clear();
    wanted.limits.gpu_minutes = minutes(desired, seen, owned);
    return wanted;
  }

  Limit minutes(const DesiredAccount& desired, const ObservedAccount* seen, OwnedAccount& owned) {
    const Limit stored = seen == nullptr ? Limit{} : seen->stored.limits.gpu_minutes;
    if (!desired.budget_minutes) {
      owned.budget.reset();
      return std::nullopt;
    }
    if (no_budgets_) return stored_if_ours(stored, owned);
    if (seen != nullptr && !seen->in_force) {
      plan_.refused.push_back(fmt::format("account {}: slurmctld does not know it, so its usage cannot be read; the budget waits",
                                          desired.account.name));
      return stored_if_ours(stored, owned);
    }
    const std::int64_t used = seen == nullptr ? 0 : seen->in_force->gpu_minutes_used;
    owned.budget = budget_period(*desired.budget_minutes, used, stored, owned.budget, now_);
    return owned.budget->used_at_start + *desired.budget_minutes;
  }

  static Limit stored_if_ours(const Limit& stored, const OwnedAccount& owned) {
    return owned.fields.contains(AccountField::kGpuMinutes) ? stored : Limit{};
  }

  void plan_member(const Membership& member, const Limit& gpus) {
    bool& owns_gpus = plan_.intent.members[member];
    const bool owned_gpus = std::exchange(owns_gpus, owns_gpus || gpus.has_value());
    const auto seen = world_.members.find(member);
    if (seen == world_.members.end()) {
      plan_.actions.emplace_back(AddMember{member, gpus});
      return;
    }
    if (!seen->second.in_force || !seen->second.in_force->has_uid) strangers_[member.account].push_back(member.user);
    if (!gpus && !owned_gpus) return;
    const bool missed = seen->second.in_force && seen->second.in_force->gpus != gpus;
    if (seen->second.gpus == gpus && !missed) return;
    if (world_.partition_members.contains(member))
      plan_.refused.push_back(
          fmt::format("account {}: user {} has associations with single partitions, which one limit for all would change",
                      member.account, member.user));
    else
      plan_.actions.emplace_back(ChangeMember{member, seen->second.gpus, gpus});
  }

  const SlurmDesired& desired_;
  const SlurmWorld& world_;
  const SlurmRecord& last_;
  const Instant now_;
  std::optional<std::string> no_budgets_;
  std::vector<SlurmAction> moves_;                             // after all accounts exist
  std::vector<SlurmAction> changes_;                           // after all are where they belong
  std::map<std::string, std::vector<std::string>> strangers_;  // users without a uid, by account
  SlurmPlan plan_;
};

}  // namespace

SlurmPlan plan_slurm(const SlurmDesired& desired, const SlurmWorld& world, const SlurmRecord& last, Instant now,
                     Orphans orphans) {
  return Planner{desired, world, last, now}.plan(orphans);
}

}  // namespace tollgate::reconcile
