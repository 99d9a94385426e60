#include "core/reconcile/slurm/account_diff.h"

namespace tollgate::reconcile {
namespace {

class Diff {
 public:
  Diff(const SlurmAccount& wanted, const ObservedAccount& seen, const OwnedAccount& last)
      : wanted_{wanted}, seen_{seen}, last_{last} {
    change_.account = wanted.name;
  }

  void fairshare() {
    const bool missed = seen_.in_force && seen_.in_force->fairshare != wanted_.fairshare;
    if (seen_.stored.fairshare != wanted_.fairshare || missed)
      set(&AccountChange::fairshare, seen_.stored.fairshare, wanted_.fairshare);
  }

  void limit(AccountField field, Limit SlurmLimits::*which, std::optional<Limit> AccountChange::*part) {
    const Limit& wanted = wanted_.limits.*which;
    if (!wanted && !last_.fields.contains(field)) return;
    const Limit& stored = seen_.stored.limits.*which;
    const bool missed = seen_.in_force && seen_.in_force->limits.*which != wanted;
    if (stored != wanted || missed) set(part, stored, wanted);
  }

  template <class T>
  void list(AccountField field, T SlurmAccount::*which, std::optional<T> AccountChange::*part) {
    const T& wanted = wanted_.*which;
    if (wanted.empty() && !last_.fields.contains(field)) return;
    if (seen_.stored.*which != wanted) set(part, seen_.stored.*which, wanted);
  }

  std::optional<ChangeAccount> result() && {
    if (change_.to == AccountChange{}) return std::nullopt;
    return std::move(change_);
  }

 private:
  template <class T>
  void set(std::optional<T> AccountChange::*part, const T& from, const T& to) {
    (change_.from.*part).emplace(from);
    (change_.to.*part).emplace(to);
  }

  const SlurmAccount& wanted_;
  const ObservedAccount& seen_;
  const OwnedAccount& last_;
  ChangeAccount change_;
};

}  // namespace

std::optional<ChangeAccount> account_change(const SlurmAccount& wanted, const ObservedAccount& seen, const OwnedAccount& last) {
  Diff diff{wanted, seen, last};
  diff.fairshare();
  diff.limit(AccountField::kGpus, &SlurmLimits::gpus, &AccountChange::gpus);
  diff.limit(AccountField::kGpuMinutes, &SlurmLimits::gpu_minutes, &AccountChange::gpu_minutes);
  diff.limit(AccountField::kJobs, &SlurmLimits::jobs, &AccountChange::jobs);
  diff.limit(AccountField::kSubmit, &SlurmLimits::submit, &AccountChange::submit);
  diff.list(AccountField::kQos, &SlurmAccount::qos, &AccountChange::qos);
  diff.list(AccountField::kDefaultQos, &SlurmAccount::default_qos, &AccountChange::default_qos);
  return std::move(diff).result();
}

std::set<AccountField> fields_of(const SlurmAccount& wanted) {
  std::set<AccountField> fields;
  if (wanted.limits.gpus) fields.insert(AccountField::kGpus);
  if (wanted.limits.gpu_minutes) fields.insert(AccountField::kGpuMinutes);
  if (wanted.limits.jobs) fields.insert(AccountField::kJobs);
  if (wanted.limits.submit) fields.insert(AccountField::kSubmit);
  if (!wanted.qos.empty()) fields.insert(AccountField::kQos);
  if (!wanted.default_qos.empty()) fields.insert(AccountField::kDefaultQos);
  return fields;
}

}  // namespace tollgate::reconcile
