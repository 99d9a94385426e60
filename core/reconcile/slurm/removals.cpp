#include "core/reconcile/slurm/removals.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tollgate::reconcile {
namespace {

class Removals {
 public:
  Removals(const SlurmDesired& desired, const SlurmWorld& world, const SlurmRecord& last, SlurmPlan& plan)
      : desired_{desired}, world_{world}, last_{last}, plan_{plan} {}

  void members() {
    for (const auto& [member, owns_gpus] : last_.members) {
      const auto seen = world_.members.find(member);
      const bool leaves =
          seen != world_.members.end() && !desired_.members.contains(member) && desired_.accounts.contains(member.account);
      if (!leaves) continue;
      if (const std::string why = why_kept(member, seen->second); !why.empty()) {
        plan_.kept.push_back(fmt::format("account {}: user {} stays: {}", member.account, member.user, why));
        continue;
      }
      plan_.actions.emplace_back(RemoveMember{member});
      ++plan_.removals;
    }
  }

  // Children first: an account is looked at when those below it have been.
  void orphans(Orphans what) {
    std::set<std::string> left;
    for (const auto& [name, owned] : last_.accounts)
      if (world_.accounts.contains(name) && !desired_.accounts.contains(name)) left.insert(name);

    while (what == Orphans::kDelete) {
      const auto next = std::ranges::find_if(left, [this](const std::string& name) { return why_kept(name).empty(); });
      if (next == left.end()) break;
      plan_.actions.emplace_back(DeleteAccount{*next});
      plan_.removals += 1 + members_of(*next);
      gone_.insert(*next);
      left.erase(next);
    }
    for (const std::string& name : left) {
      const std::string why = what == Orphans::kKeep ? "orphans are kept unless asked" : why_kept(name);
      plan_.kept.push_back(fmt::format("account {} stays although no team has it: {}", name, why));
    }
  }

 private:
  std::string why_kept(const Membership& member, const ObservedMembership& seen) const {
    if (!seen.in_force) return "slurmctld does not show its jobs";
    if (seen.in_force->jobs > 0) return fmt::format("{} jobs", seen.in_force->jobs);
    if (world_.partition_members.contains(member)) return "it also has associations with single partitions";
    return {};
  }

  std::string why_kept(const std::string& account) const {
    const ObservedAccount& seen = world_.accounts.at(account);
    if (!seen.in_force) return "slurmctld does not show its jobs";
    if (seen.in_force->jobs > 0) return fmt::format("{} jobs", seen.in_force->jobs);
    for (const auto& [name, other] : world_.accounts)
      if (other.stored.parent == account && !gone_.contains(name) && !desired_.accounts.contains(name))
        return fmt::format("account {} is below it", name);
    return why_its_users_keep(account);
  }

  std::string why_its_users_keep(const std::string& account) const {
    for (const auto& [member, seen_member] : world_.members) {
      if (member.account != account) continue;
      if (!last_.members.contains(member)) return fmt::format("user {} was added by somebody else", member.user);
      if (const std::string why = why_kept(member, seen_member); !why.empty())
        return fmt::format("user {}: {}", member.user, why);
    }
    for (const Membership& member : world_.partition_members)
      if (member.account == account) return fmt::format("user {} has associations with single partitions", member.user);
    return {};
  }

  std::size_t members_of(const std::string& account) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(world_.members, [&](const auto& entry) { return entry.first.account == account; }));
  }

  const SlurmDesired& desired_;
  const SlurmWorld& world_;
  const SlurmRecord& last_;
  SlurmPlan& plan_;
  std::set<std::string> gone_;
};

}  // namespace

void plan_removals(const SlurmDesired& desired, const SlurmWorld& world, const SlurmRecord& last, Orphans orphans,
                   SlurmPlan& plan) {
  Removals removals{desired, world, last, plan};
  removals.members();
  removals.orphans(orphans);
  plan.existing = world.accounts.size() + world.members.size();
}

}  // namespace tollgate::reconcile
