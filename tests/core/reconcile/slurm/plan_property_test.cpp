// For any policy, any state of Slurm and any memory of it: planning on what a plan made gives nothing, and what is not ours
// is as it was.

#include <gtest/gtest.h>
// rapidcheck's own header needs gtest's first
#include <rapidcheck/gtest.h>

#include "core/reconcile/slurm/plan.h"
#include "tests/fakes/fake_slurm.h"

namespace tollgate::reconcile {
namespace {

const Instant kNow = instant_from_rfc3339("2026-11-22T10:00:00Z").value();
const std::vector<std::string> kAccounts{"a", "b", "c", "d", "e"};
const std::vector<std::string> kUsers{"alice", "bob", "carol"};

bool any_bool() { return *rc::gen::arbitrary<bool>(); }
Limit any_limit() { return any_bool() ? Limit{*rc::gen::inRange<std::int64_t>(0, 100)} : Limit{}; }

SlurmAccount any_account(std::size_t index) {
  SlurmAccount account;
  account.name = kAccounts[index];
  // A parent earlier in the list, or root: a tree.
  const auto parent = *rc::gen::inRange<std::size_t>(0, index + 1);
  account.parent = parent == index ? "root" : kAccounts[parent];
  account.fairshare = *rc::gen::inRange<std::int64_t>(1, 4);
  account.limits = {.gpus = any_limit(), .gpu_minutes = {}, .jobs = any_limit(), .submit = any_limit()};
  if (any_bool()) account.qos = {"normal"};
  if (any_bool()) account.default_qos = "normal";
  return account;
}

SlurmDesired any_desired() {
  SlurmDesired desired;
  for (std::size_t i = 0; i < kAccounts.size(); ++i) {
    SlurmAccount account = any_account(i);
    if (any_bool()) continue;
    if (account.parent != "root" && !desired.accounts.contains(account.parent)) account.parent = "root";
    for (const std::string& user : kUsers)
      if (any_bool()) desired.members[{account.name, user}] = any_limit();
    desired.accounts[account.name] = {.account = account, .budget_minutes = any_limit(), .team = account.name};
  }
  desired.qos = {{"high", 7}};
  return desired;
}

SlurmWorld any_world() {
  SlurmWorld world = fakes::an_empty_slurm();
  std::vector<std::size_t> order{4, 3, 2, 1, 0};  // other trees than the policy's
  for (const std::size_t i : order) {
    if (any_bool()) continue;
    SlurmAccount account = any_account(i);
    account.limits.gpu_minutes = any_limit();
    if (!world.accounts.contains(account.parent)) account.parent = "root";
    RC_ASSERT(fakes::apply_to(world, CreateAccount{account}).ok());
    world.accounts[account.name].in_force->gpu_minutes_used = *rc::gen::inRange(0, 100);
    if (any_bool()) world.accounts[account.name].in_force->limits.gpus = any_limit();
    for (const std::string& user : kUsers)
      if (any_bool()) RC_ASSERT(fakes::apply_to(world, AddMember{{account.name, user}, any_limit()}).ok());
  }
  for (auto& [member, seen] : world.members) seen.in_force->jobs = *rc::gen::inRange(0, 2);
  if (any_bool()) world.facts.decay_half_life = "1-00:00:00";
  return world;
}

SlurmRecord any_record() {
  SlurmRecord record;
  for (const std::string& account : kAccounts) {
    if (any_bool()) continue;
    OwnedAccount& owned = record.accounts[account];
    for (const AccountField field : {AccountField::kGpus, AccountField::kGpuMinutes, AccountField::kJobs, AccountField::kQos})
      if (any_bool()) owned.fields.insert(field);
    if (any_bool()) owned.budget = BudgetPeriod{any_bool() ? "2026-11" : "2026-10", *rc::gen::inRange<std::int64_t>(0, 100)};
    for (const std::string& user : kUsers)
      if (any_bool()) record.members[{account, user}] = any_bool();
  }
  return record;
}

void apply_all(SlurmWorld& world, const SlurmPlan& plan) {
  for (const SlurmAction& action : plan.actions) {
    const auto done = fakes::apply_to(world, action);
    if (!done) RC_FAIL(describe(action) + ": " + done.error().message);
  }
}

RC_GTEST_PROP(SlurmPlanProperty, AppliedAndMadeAgainIsEmpty, ()) {
  const SlurmDesired desired = any_desired();
  SlurmWorld world = any_world();
  const Orphans orphans = any_bool() ? Orphans::kKeep : Orphans::kDelete;
  const SlurmPlan plan = plan_slurm(desired, world, any_record(), kNow, orphans);
  apply_all(world, plan);

  const SlurmPlan again = plan_slurm(desired, world, plan.intent, kNow, orphans);
  for (const SlurmAction& action : again.actions) RC_FAIL(describe(action));

  const SlurmRecord kept = still_there(plan.intent, world);
  RC_ASSERT(plan_slurm(desired, world, kept, kNow, orphans).actions.empty());
  RC_ASSERT(still_there(plan_slurm(desired, world, kept, kNow, orphans).intent, world) == kept);
  RC_ASSERT(slurm_record_from(to_text(kept)).value() == kept);
}

RC_GTEST_PROP(SlurmPlanProperty, TouchesOnlyWhatIsOursOrWanted, ()) {
  const SlurmDesired desired = any_desired();
  const SlurmWorld before = any_world();
  const SlurmRecord record = any_record();
  SlurmWorld after = before;
  apply_all(after, plan_slurm(desired, before, record, kNow, Orphans::kDelete));

  for (const auto& [name, account] : before.accounts)
    if (!desired.accounts.contains(name) && !record.accounts.contains(name)) RC_ASSERT(after.accounts.at(name) == account);
  for (const auto& [member, seen] : before.members) {
    if (!desired.members.contains(member) && !record.members.contains(member)) RC_ASSERT(after.members.at(member) == seen);
    if (seen.in_force->jobs > 0) RC_ASSERT(after.members.contains(member));
  }
}

}  // namespace
}  // namespace tollgate::reconcile
