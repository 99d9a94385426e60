#include "tests/fakes/fake_slurm.h"

#include <algorithm>

#include "core/overloaded.h"

namespace tollgate::fakes {
namespace {

using namespace reconcile;

Error refused(std::string why) { return Error{ErrorCode::kInvalid, std::move(why)}; }

void enforce(ObservedAccount& account) {
  if (!account.in_force) account.in_force.emplace();
  account.in_force->parent = account.stored.parent;
  account.in_force->fairshare = account.stored.fairshare;
  account.in_force->limits = account.stored.limits;
}

void enforce(ObservedMembership& member) {
  if (!member.in_force) member.in_force.emplace();
  member.in_force->gpus = member.gpus;
}

bool has_below(const SlurmWorld& world, const std::string& account, const std::string& searched) {
  for (auto at = world.accounts.find(searched); at != world.accounts.end(); at = world.accounts.find(at->second.stored.parent))
    if (at->first == account) return true;
  return false;
}

Result<void> create(SlurmWorld& world, const SlurmAccount& account) {
  if (!world.accounts.contains(account.parent)) return refused("no parent " + account.parent);
  if (world.accounts.contains(account.name)) return refused("there is an account " + account.name);
  for (const std::string& qos : account.qos)
    if (!world.qos.contains(qos)) return refused("bad qos " + qos);
  ObservedAccount& made = world.accounts[account.name];
  made.stored = account;
  enforce(made);
  world.account_records.insert(account.name);
  return {};
}

Result<void> move(SlurmWorld& world, const MoveAccount& action) {
  const auto found = world.accounts.find(action.account);
  if (found == world.accounts.end() || !world.accounts.contains(action.to)) return refused("no such account");
  if (has_below(world, action.account, action.to)) return refused("an account cannot be below itself");
  if (found->second.stored.parent == action.to) return refused("Nothing modified");
  found->second.stored.parent = action.to;
  enforce(found->second);
  return {};
}

Result<void> change(SlurmWorld& world, const ChangeAccount& action) {
  const auto found = world.accounts.find(action.account);
  if (found == world.accounts.end()) return refused("no such account");
  SlurmAccount& stored = found->second.stored;
  const auto set = [](const auto& from, auto& to) {
    if (from) to = *from;
  };
  set(action.to.fairshare, stored.fairshare);
  set(action.to.gpus, stored.limits.gpus);
  set(action.to.gpu_minutes, stored.limits.gpu_minutes);
  set(action.to.jobs, stored.limits.jobs);
  set(action.to.submit, stored.limits.submit);
  set(action.to.qos, stored.qos);
  set(action.to.default_qos, stored.default_qos);
  enforce(found->second);
  return {};
}

Result<void> add(SlurmWorld& world, const AddMember& action) {
  if (!world.accounts.contains(action.member.account)) return refused("no account " + action.member.account);
  world.user_default_account.emplace(action.member.user, action.member.account);
  ObservedMembership& made = world.members[action.member];
  made.gpus = action.gpus;
  enforce(made);
  return {};
}

Result<void> change(SlurmWorld& world, const ChangeMember& action) {
  const auto found = world.members.find(action.member);
  if (found == world.members.end()) return refused("no such association");
  found->second.gpus = action.to;
  enforce(found->second);
  return {};
}

Result<void> remove(SlurmWorld& world, const Membership& member) {
  const auto found = world.members.find(member);
  if (found == world.members.end()) return refused("Nothing deleted");
  if (found->second.in_force && found->second.in_force->jobs > 0) return refused("Job(s) active");
  world.members.erase(found);
  return {};
}

Result<void> remove(SlurmWorld& world, const std::string& account) {
  if (world.accounts.erase(account) == 0) return refused("Nothing deleted");
  for (const auto& [name, other] : world.accounts)
    if (other.stored.parent == account) return refused("it would take account " + name + " with it");
  std::erase_if(world.members, [&](const auto& entry) { return entry.first.account == account; });
  world.account_records.erase(account);
  return {};
}

}  // namespace

SlurmWorld an_empty_slurm() {
  SlurmWorld world;
  world.facts = {.cluster = "lab", .enforced = {"associations", "limits", "qos", "safe"}};
  ObservedAccount& root = world.accounts["root"];
  root.stored.name = "root";
  root.stored.parent.clear();
  enforce(root);
  enforce(world.members[{"root", "root"}]);
  world.account_records = {"root"};
  world.user_default_account = {{"root", "root"}};
  world.qos = {{"normal", 0}};
  return world;
}

Result<void> apply_to(SlurmWorld& world, const SlurmAction& action) {
  return std::visit(Overloaded{
                        [&](const CreateQos& it) -> Result<void> {
                          if (!world.qos.emplace(it.name, it.priority).second) return refused("there is a QOS " + it.name);
                          return {};
                        },
                        [&](const ChangeQos& it) -> Result<void> {
                          if (!world.qos.contains(it.name)) return refused("no QOS " + it.name);
                          world.qos[it.name] = it.to;
                          return {};
                        },
                        [&](const CreateAccount& it) { return create(world, it.account); },
                        [&](const MoveAccount& it) { return move(world, it); },
                        [&](const ChangeAccount& it) { return change(world, it); },
                        [&](const AddMember& it) { return add(world, it); },
                        [&](const ChangeMember& it) { return change(world, it); },
                        [&](const RemoveMember& it) { return remove(world, it.member); },
                        [&](const DeleteAccount& it) { return remove(world, it.account); },
                    },
                    action);
}

Result<SlurmWorld> FakeSlurm::observe() {
  ++reads;
  if (down) return *down;
  return world;
}

std::vector<Result<void>> FakeSlurm::apply(std::span<const SlurmAction> actions, const SlurmWorld& /*seen*/) {
  std::vector<Result<void>> results;
  for (const SlurmAction& action : actions) results.push_back(apply_one(action));
  return results;
}

Result<void> FakeSlurm::apply_one(const SlurmAction& action) {
  if (down) return *down;
  if (next_action) return *std::exchange(next_action, std::nullopt);
  ++writes;
  const SlurmWorld before = world;
  TRY(apply_to(world, action));
  if (!slurmctld_misses_changes) return {};
  for (auto& [name, account] : world.accounts)
    if (const auto was = before.accounts.find(name); was != before.accounts.end()) account.in_force = was->second.in_force;
  return {};
}

}  // namespace tollgate::fakes
