// One account: what the policy wants, what stands, what is in force, what we had set → the change, if any.

#pragma once

#include <optional>

#include "core/reconcile/slurm/action.h"
#include "core/reconcile/slurm/record.h"

namespace tollgate::reconcile {

// A field the policy leaves open is touched only to clear what we had set (`last`). A field is set again, although the
// database is right, when slurmctld enforces something else.
std::optional<ChangeAccount> account_change(const SlurmAccount& wanted, const ObservedAccount& seen, const OwnedAccount& last);

// The fields the policy says something about.
std::set<AccountField> fields_of(const SlurmAccount& wanted);

}  // namespace tollgate::reconcile
